/** What the image uses of its memory, as log records: `mem.high`. */
#ifndef XS_MEMORY_RECORD_H
#define XS_MEMORY_RECORD_H

struct sxMachine;

/**
 * Writes the record where what is used has grown since the last one, at most once in ten seconds; and at once when an `m`
 * comes in on the console. Called on every turn of the main loop.
 */
void memory_record_poll(void *machine);

/** Writes the record. */
void memory_record_write(struct sxMachine *machine);

#endif
