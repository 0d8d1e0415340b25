/*
 * Log records as the console carries them, one a line: `L<ms> <level> <code> key=value …`. Octets of a value that are a
 * blank, a percent sign or not printable ASCII are written %XX. Made without printf, so that the fault handler can.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>
#include <stdint.h>

/* A record being made in a buffer of the caller's; what does not fit is cut, the line feed never. */
struct record {
    char *text;
    size_t room;
    size_t length;
};

/* Starts a record at the board's time. Levels: "debug", "info", "warn", "error". */
void record_begin(struct record *record, char *text, size_t room, const char *level, const char *code);
/* ` key=value`, escaped. */
void record_text(struct record *record, const char *key, const char *value);
/* ` key=4711`. */
void record_number(struct record *record, const char *key, uint32_t value);
/* ` key=0x0800a0b1`. */
void record_hex(struct record *record, const char *key, uint32_t value);
/* A value's octets, escaped. */
void record_escaped(struct record *record, const char *value);
/* Octets as they are, for a value in parts. */
void record_raw(struct record *record, const char *text);
/* A number in hexadecimal, 8 digits, without a key. */
void record_raw_hex(struct record *record, uint32_t value);
/* Ends the line. Returns the length, line feed included. */
size_t record_end(struct record *record);
/* Ends the line and writes it to the console. */
void record_write(struct record *record);

#endif
