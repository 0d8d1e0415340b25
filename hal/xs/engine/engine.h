/**
 * The XS machine as firmware sees it: one arena, one machine that starts from the ROM image, one place where it ends.
 *
 * The engine proper is driven through xs.h and xsmc.h; this header adds what a board needs around it.
 */
#ifndef SEP2_XS_ENGINE_H
#define SEP2_XS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sxMachine;
struct sxPreparation;

/** Why the engine cannot go on (`XS_*_EXIT` of xsAll.h), as words for a log record. Never NULL. */
const char *xs_abort_cause(int status);

/**
 * Called where the engine cannot go on: heap or stack full, no key left, a rejection that nobody handles. The heap is
 * not to be used any more. Defined by the firmware, which logs the cause and restarts; must not return.
 */
void xs_on_abort(struct sxMachine *the, int status) __attribute__((noreturn));

/** The image that the ROM builder made (symbol `xs_preparation` of rom.o). */
extern const struct sxPreparation xs_preparation;

/**
 * Gives the engine its memory: `octets` from `arena`, aligned to 8. Slots, stack and tables grow down from the end,
 * chunks (strings, buffers, arrays) up from the beginning. To be called once, before xs_machine_start.
 */
void xs_arena_set(void *arena, size_t octets);

/** The lowest address that the C stack may reach while the engine runs; NULL (the default) checks nothing. */
void xs_c_stack_limit_set(void *lowest);

/** A machine on top of the ROM image; NULL where the image is another engine's or the arena is too small for its start. */
struct sxMachine *xs_machine_start(void *context);

/**
 * Imports a module and what it imports, now; its body has run when this returns. False where it threw: the exception is
 * then kept for xs_exception_text. Modules must not be asynchronous (no top-level await).
 */
bool xs_import(struct sxMachine *the, const char *name);

/** The exception that xs_import met, as text (name and message), cut to `room` with its ending zero; clears it. */
void xs_exception_text(struct sxMachine *the, char *text, size_t room);

/** True where promise jobs wait: the main loop then calls xs_jobs_run. */
bool xs_jobs_waiting(void);

/** Runs the promise jobs that wait now; those that they queue wait for the next call. */
void xs_jobs_run(struct sxMachine *the);

/**
 * Gives back what chunks hold and do not use, where the two sides of the arena are nearer than `least_free` octets. To be
 * called between tasks alone: chunks move.
 */
void xs_tidy(struct sxMachine *the, size_t least_free);

/** What the machine uses and has used, in octets; the peaks are since the start. */
struct xs_usage {
    uint32_t arena;          /**< size of the whole arena */
    uint32_t fixed;          /**< machine, tables, stack: taken at the start */
    uint32_t slots_used;     /**< slots alive at the last collection or made since */
    uint32_t slots_peak;
    uint32_t slots_held;     /**< slots reserved from the arena */
    uint32_t chunks_used;
    uint32_t chunks_peak;
    uint32_t chunks_held;
    uint32_t stack_held;     /**< the XS stack */
    uint32_t stack_peak;
    uint32_t aliases;        /**< the table of pointers to ROM objects that were written */
    uint32_t free;           /**< arena that neither side has taken */
};

/** Octets of the XS stack that were in use at most since the start. */
uint32_t xs_stack_peak(struct sxMachine *the);

/** Reads the figures; never allocates. */
void xs_usage_read(struct sxMachine *the, struct xs_usage *usage);

#endif
