/** A sector of the store as a log: its header, the scan of its records, and appending one. */
#ifndef STORE_LOG_H
#define STORE_LOG_H

#include "store_format.h"

/** Octets that are read at once, and programmed at once. */
#define STORE_CHUNK_OCTETS 512u

/** No room in this sector, besides BOARD_E_*. */
#define STORE_LOG_E_ROOM (-32)

/** A sector in use. `octets` 0: none. */
struct store_log {
    unsigned sector;
    uint32_t base;   /**< its offset in the area */
    uint32_t octets; /**< as many as are used of it */
    uint32_t end;    /**< where the next record goes, from `base` */
    struct store_header header;
};

/** Where a record lies and whose it is. */
struct store_record {
    uint32_t at; /**< from the sector's base */
    uint32_t key_length;
    uint32_t value_length; /**< or STORE_TOMBSTONE */
    uint8_t key[STORE_KEY_OCTETS];
};

/** What a record is made of: key and value in RAM; or, where `key` is NULL, both as they lie in flash at `body`. */
struct store_source {
    const uint8_t *key;
    uint32_t key_length;
    const uint8_t *value;
    uint32_t value_length; /**< or STORE_TOMBSTONE */
    uint32_t body;         /**< offset in the area */
};

/** Octets of a sector that a log uses: places are kept in 16 bits, as words. */
uint32_t store_log_octets(unsigned sector);

/** Reads a sector's header; false where it does not count. */
bool store_log_open(struct store_log *log, unsigned sector);

/** Erases a sector and begins a log in it, which does not count yet. `erases`: of the sector, where its header does not say. */
int store_log_prepare(struct store_log *log, unsigned sector, uint32_t sequence, uint32_t erases);

/** Makes a log count. Done again it mends what a power cut left. */
int store_log_commit(const struct store_log *log);

/** True when all that makes a log count is there. */
bool store_log_is_settled(const struct store_log *log);

/** Puts an end to a log that was begun and does not count, so that cells that were written by half cannot make it count later. */
void store_log_abandon(unsigned sector, uint32_t after_sequence);

/**
 * Visits every record in order, those that are replaced too, and finds the log's end.
 * @return stretches between records that are neither blank nor a record
 */
uint32_t store_log_scan(struct store_log *log, void (*visit)(const struct store_record *record));

/** Reads where and whose a record is; its CRC is not looked at. False: there is none. */
bool store_log_record(const struct store_log *log, uint32_t at, struct store_record *record);

/** Whether a record is what was written. */
bool store_log_is_whole(const struct store_log *log, const struct store_record *record);

/** Whether a record holds this value. */
bool store_log_holds(const struct store_log *log, const struct store_record *record, const uint8_t *value, uint32_t length);

/** Reads a record's value, of its length; false where it is not what was written. */
bool store_log_value(const struct store_log *log, const struct store_record *record, uint8_t *value);

/** Appends a record; where a place does not take it, at one of the next. Its place in `at`. 0, STORE_LOG_E_ROOM or BOARD_E_*. */
int store_log_append(struct store_log *log, const struct store_source *source, uint32_t *at);

#endif
