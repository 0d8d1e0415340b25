#include "store_log.h"

#include <string.h>

#include "board.h"

/** Places that are tried for one record. */
#define TRIES 3
/** A place in words has 16 bits. */
#define MOST_OCTETS 0x40000u
/** What of a record has to be read to know whose it is. */
#define FRONT_OCTETS (STORE_LEAD_OCTETS + STORE_KEY_OCTETS)

/** A stretch of the area as it was read last; also where what is programmed is put together, and then it is no stretch. */
static struct {
    uint32_t offset;
    uint32_t length;
    uint8_t octets[STORE_CHUNK_OCTETS];
} chunk;

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t store_log_octets(unsigned sector)
{
    return least(board_flash_sector_octets(sector), MOST_OCTETS) & ~3u;
}

/** The sector's octets from `at` on, at least one; how many in `length`, which says how many are wanted. What cannot be read is zeros. */
static const uint8_t *view(const struct store_log *log, uint32_t at, uint32_t *length)
{
    uint32_t offset = log->base + at;
    uint32_t shift = offset - chunk.offset;
    if (offset < chunk.offset || shift >= chunk.length) {
        chunk.offset = offset;
        chunk.length = least(STORE_CHUNK_OCTETS, log->octets - at);
        if (board_flash_read(offset, chunk.octets, chunk.length) != 0) memset(chunk.octets, 0, chunk.length);
        shift = 0;
    }
    *length = least(*length, chunk.length - shift);
    return chunk.octets + shift;
}

/** As `view`, of exactly `length` octets, which is at most a chunk and within the sector. */
static const uint8_t *view_all(const struct store_log *log, uint32_t at, uint32_t length)
{
    uint32_t count = length;
    const uint8_t *octets = view(log, at, &count);
    if (count == length) return octets;
    chunk.length = 0;
    return view(log, at, &count);
}

static int program(uint32_t offset, const void *octets, uint32_t length)
{
    chunk.length = 0;
    return board_flash_program(offset, octets, length);
}

static void locate(struct store_log *log, unsigned sector)
{
    chunk.length = 0;
    log->sector = sector;
    log->base = 0;
    for (unsigned i = 0; i < sector; i++) log->base += board_flash_sector_octets(i);
    log->octets = store_log_octets(sector);
    log->end = STORE_HEADER_OCTETS;
}

/** Reads a sector's header; bit n of the result: copy n is there. */
static unsigned read_header(uint32_t base, struct store_header *header)
{
    uint8_t octets[STORE_HEADER_OCTETS];
    unsigned found = 0;
    if (board_flash_read(base, octets, sizeof octets) != 0) return 0;
    for (unsigned copy = 0; copy < STORE_COPIES; copy++) {
        if (store_header_decode(octets + copy * STORE_COPY_OCTETS, header)) found |= 1u << copy;
    }
    return found;
}

bool store_log_open(struct store_log *log, unsigned sector)
{
    locate(log, sector);
    return (read_header(log->base, &log->header) & ~1u) != 0;
}

bool store_log_is_settled(const struct store_log *log)
{
    struct store_header header;
    return read_header(log->base, &header) >= 6;
}

int store_log_prepare(struct store_log *log, unsigned sector, uint32_t sequence, uint32_t erases)
{
    uint8_t copy[STORE_COPY_OCTETS];
    locate(log, sector);
    if (read_header(log->base, &log->header) != 0) erases = log->header.erases;
    log->header.sequence = sequence;
    log->header.erases = erases + 1;
    int result = board_flash_erase(sector);
    if (result != 0) return result;
    store_header_encode(&log->header, copy);
    return program(log->base, copy, sizeof copy);
}

int store_log_commit(const struct store_log *log)
{
    uint8_t copies[2 * STORE_COPY_OCTETS];
    store_header_encode(&log->header, copies);
    store_header_encode(&log->header, copies + STORE_COPY_OCTETS);
    return program(log->base + STORE_COPY_OCTETS, copies, sizeof copies);
}

void store_log_abandon(unsigned sector, uint32_t after_sequence)
{
    static const uint8_t nothing[STORE_HEADER_OCTETS] = {0};
    struct store_log log;
    locate(&log, sector);
    if (read_header(log.base, &log.header) == 0 || log.header.sequence <= after_sequence) return;
    /* The first copy goes last: as long as it stands, this is done again after a power cut. */
    (void)program(log.base + STORE_COPY_OCTETS, nothing, sizeof nothing - STORE_COPY_OCTETS);
    (void)program(log.base, nothing, STORE_COPY_OCTETS);
}

/** Reads the front of a record from octets, as many as there are up to FRONT_OCTETS. */
static bool read_front(const struct store_log *log, uint32_t at, const uint8_t *octets, struct store_record *record)
{
    uint32_t seed = store_record_seed(log->header.sequence, at);
    record->at = at;
    if (!store_record_lengths(seed, store_take_word(octets), &record->key_length, &record->value_length)) return false;
    if (store_record_octets(record->key_length, record->value_length) > log->octets - at) return false;
    memcpy(record->key, octets + STORE_LEAD_OCTETS, record->key_length);
    return true;
}

bool store_log_record(const struct store_log *log, uint32_t at, struct store_record *record)
{
    uint8_t octets[FRONT_OCTETS];
    uint32_t length = least(sizeof octets, log->octets - at);
    return board_flash_read(log->base + at, octets, length) == 0 && read_front(log, at, octets, record);
}

static uint32_t end_of(const struct store_record *record)
{
    return record->at + store_record_octets(record->key_length, record->value_length);
}

static uint32_t value_octets(uint32_t value_length)
{
    return value_length == STORE_TOMBSTONE ? 0 : value_length;
}

bool store_log_is_whole(const struct store_log *log, const struct store_record *record)
{
    uint32_t crc = store_record_seed(log->header.sequence, record->at);
    uint32_t left = STORE_LEAD_OCTETS + record->key_length + value_octets(record->value_length);
    for (uint32_t at = record->at; left > 0;) {
        uint32_t count = left;
        const uint8_t *octets = view(log, at, &count);
        crc = store_crc(crc, octets, count);
        at += count;
        left -= count;
    }
    return store_take_word(view_all(log, end_of(record) - 4, 4)) == crc;
}

bool store_log_holds(const struct store_log *log, const struct store_record *record, const uint8_t *value, uint32_t length)
{
    if (record->value_length != length) return false;
    uint32_t at = record->at + STORE_LEAD_OCTETS + record->key_length;
    for (uint32_t done = 0; done < length;) {
        uint32_t count = length - done;
        const uint8_t *octets = view(log, at + done, &count);
        if (memcmp(octets, value + done, count) != 0) return false;
        done += count;
    }
    return store_log_is_whole(log, record);
}

bool store_log_value(const struct store_log *log, const struct store_record *record, uint8_t *value)
{
    uint8_t word[4];
    uint32_t seed = store_record_seed(log->header.sequence, record->at);
    uint32_t from = log->base + record->at + STORE_LEAD_OCTETS + record->key_length;
    if (board_flash_read(from, value, record->value_length) != 0) return false;
    store_put_word(word, store_record_lead(seed, record->key_length, record->value_length));
    uint32_t crc = store_crc(seed, word, sizeof word);
    crc = store_crc(crc, record->key, record->key_length);
    crc = store_crc(crc, value, record->value_length);
    return board_flash_read(log->base + end_of(record) - 4, word, sizeof word) == 0 && store_take_word(word) == crc;
}

/** Makes that no record can begin at `at`. */
static void strike_out(const struct store_log *log, uint32_t at)
{
    static const uint8_t nothing[STORE_LEAD_OCTETS] = {0};
    (void)program(log->base + at, nothing, sizeof nothing);
}

/** Programs the word that ends at `end` again. */
static void write_again(const struct store_log *log, uint32_t end)
{
    uint8_t word[4];
    memcpy(word, view_all(log, end - 4, 4), sizeof word);
    (void)program(log->base + end - 4, word, sizeof word);
}

uint32_t store_log_scan(struct store_log *log, void (*visit)(const struct store_record *record))
{
    uint32_t damaged = 0, last = 0, torn = 0;
    bool in_damage = false;
    log->end = STORE_HEADER_OCTETS;
    for (uint32_t at = STORE_HEADER_OCTETS; at + 8 <= log->octets;) {
        struct store_record record;
        if (store_take_word(view_all(log, at, 4)) == UINT32_MAX) {
            at += 4;
            in_damage = false;
            continue;
        }
        /* Behind what is no record the next one is looked for at every word: no length can be relied on. */
        uint32_t front = least(FRONT_OCTETS, log->octets - at);
        bool begins = read_front(log, at, view_all(log, at, front), &record);
        bool found = begins && store_log_is_whole(log, &record);
        if (found) visit(&record);
        else if (!in_damage) damaged++;
        in_damage = !found;
        if (begins) *(found ? &last : &torn) = at;
        at = found ? end_of(&record) : at + 4;
        log->end = at;
    }
    /* Cells that were written by half may read otherwise at another start: what they are taken for now is made to last. */
    if (torn > last) strike_out(log, torn);
    else if (last != 0) write_again(log, log->end);
    return damaged;
}

/** Octets `at` on of key and value, one after the other. */
static int fill(const struct store_source *source, uint32_t at, uint8_t *octets, uint32_t length)
{
    if (source->key == NULL) return board_flash_read(source->body + at, octets, length);
    uint32_t of_key = at < source->key_length ? least(length, source->key_length - at) : 0;
    if (of_key > 0) memcpy(octets, source->key + at, of_key);
    if (length > of_key) memcpy(octets + of_key, source->value + (at + of_key - source->key_length), length - of_key);
    return 0;
}

/** Puts a record together by the chunk and programs it, its CRC last. */
static int write_record(const struct store_log *log, uint32_t at, const struct store_source *source)
{
    uint32_t total = store_record_octets(source->key_length, source->value_length);
    uint32_t body = source->key_length + value_octets(source->value_length);
    uint32_t crc = store_record_seed(log->header.sequence, at);
    uint32_t lead = store_record_lead(crc, source->key_length, source->value_length);
    uint32_t filled = 0, count;
    int result = 0;
    for (uint32_t done = 0; done < total && result == 0; done += count) {
        uint32_t used = 0;
        count = least(total - done, STORE_CHUNK_OCTETS);
        chunk.length = 0;
        memset(chunk.octets, 0xFF, count);
        if (done == 0) {
            store_put_word(chunk.octets, lead);
            used = STORE_LEAD_OCTETS;
        }
        uint32_t part = least(count - used, body - filled);
        result = fill(source, filled, chunk.octets + used, part);
        if (result != 0) break;
        filled += part;
        crc = store_crc(crc, chunk.octets, used + part);
        if (done + count == total) store_put_word(chunk.octets + count - 4, crc);
        result = program(log->base + at + done, chunk.octets, count);
    }
    return result;
}

int store_log_append(struct store_log *log, const struct store_source *source, uint32_t *at)
{
    uint32_t octets = store_record_octets(source->key_length, source->value_length);
    int result = STORE_LOG_E_ROOM;
    for (unsigned tries = 0; tries < TRIES && log->end + octets <= log->octets; tries++) {
        *at = log->end;
        log->end += octets;
        result = write_record(log, *at, source);
        if (result == 0) return 0;
        strike_out(log, *at); /* what was refused must not come to count */
    }
    return result;
}
