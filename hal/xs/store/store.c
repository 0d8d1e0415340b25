#include "store.h"

#include <string.h>

#include "board.h"
#include "store_log.h"

/** Where the live record of a key lies. */
struct entry {
    uint16_t hash;
    uint16_t place; /**< in words from the sector's start */
};

static struct {
    struct store_log log;
    struct entry index[STORE_KEYS];
    struct store_state state;
    uint32_t worn; /**< sectors that do not hold what is written, one bit each: not tried again before the next start */
} store;

static uint16_t hash_of(const uint8_t *key, size_t length)
{
    return (uint16_t)store_crc(0, key, length);
}

/** The entry of a key and its record; STORE_KEYS: none. */
static uint32_t find(const uint8_t *key, size_t length, struct store_record *record)
{
    uint16_t hash = hash_of(key, length);
    for (uint32_t i = 0; i < store.state.keys; i++) {
        if (store.index[i].hash != hash) continue;
        if (!store_log_record(&store.log, store.index[i].place * 4u, record)) continue;
        if (record->key_length == length && memcmp(record->key, key, length) == 0) return i;
    }
    return STORE_KEYS;
}

static uint32_t octets_of(const struct store_record *record)
{
    return store_record_octets(record->key_length, record->value_length);
}

/** Points a key's entry at `at`; `before` is its record until now where `slot` has one. */
static void put_entry(uint32_t slot, const struct store_record *before, uint16_t hash, uint32_t at, uint32_t octets)
{
    if (slot < STORE_KEYS) store.state.held -= octets_of(before);
    else if (store.state.keys == STORE_KEYS) return;
    else slot = store.state.keys++;
    store.index[slot] = (struct entry){hash, (uint16_t)(at / 4)};
    store.state.held += octets;
}

static void drop_entry(uint32_t slot, const struct store_record *before)
{
    store.state.held -= octets_of(before);
    store.index[slot] = store.index[--store.state.keys];
}

static void take_in(const struct store_record *record)
{
    struct store_record before;
    uint32_t slot = find(record->key, record->key_length, &before);
    if (record->value_length != STORE_TOMBSTONE) {
        put_entry(slot, &before, hash_of(record->key, record->key_length), record->at, octets_of(record));
    } else if (slot < STORE_KEYS) {
        drop_entry(slot, &before);
    }
}

/** Makes a log the one in use, and its index. */
static void adopt(const struct store_log *log)
{
    store.log = *log;
    store.state.keys = 0;
    store.state.held = 0;
    store.state.erases = log->header.erases;
    store.state.damaged = store_log_scan(&store.log, take_in);
}

/** Three quarters of the smallest sector: any sector can hold what is live, and a full one always frees some room. */
static uint32_t capacity(void)
{
    uint32_t smallest = UINT32_MAX;
    for (unsigned sector = 0; sector < board_flash_sectors(); sector++) {
        uint32_t octets = store_log_octets(sector);
        if (octets < smallest) smallest = octets;
    }
    return (smallest - STORE_HEADER_OCTETS) / 4 * 3;
}

static void format(void)
{
    struct store_log log;
    store.state.formatted = true;
    for (unsigned sector = 0; sector < board_flash_sectors(); sector++) {
        if (store_log_prepare(&log, sector, 1, 0) == 0 && store_log_commit(&log) == 0) {
            adopt(&log);
            return;
        }
        store_log_abandon(sector, 0);
    }
}

void store_mount(void)
{
    struct store_log log, newest = {0};
    memset(&store, 0, sizeof store);
    store.state.capacity = capacity();
    for (unsigned sector = 0; sector < board_flash_sectors(); sector++) {
        if (!store_log_open(&log, sector)) continue;
        if (newest.octets == 0 || log.header.sequence > newest.header.sequence) newest = log;
    }
    if (newest.octets == 0) {
        format();
    } else {
        if (!store_log_is_settled(&newest)) (void)store_log_commit(&newest);
        adopt(&newest);
    }
    if (store.log.octets == 0) return;
    for (unsigned sector = 0; sector < board_flash_sectors(); sector++) {
        if (sector != store.log.sector) store_log_abandon(sector, store.log.header.sequence);
    }
}

struct store_state store_state(void)
{
    return store.state;
}

int32_t store_length(const uint8_t *key, size_t key_length)
{
    struct store_record record;
    return find(key, key_length, &record) < STORE_KEYS ? (int32_t)record.value_length : -1;
}

bool store_get(const uint8_t *key, size_t key_length, uint8_t *value, size_t length)
{
    struct store_record record;
    if (find(key, key_length, &record) == STORE_KEYS || record.value_length != length) return false;
    return store_log_value(&store.log, &record, value);
}

/** Copies every live record but that of `left_out` to `next`, and appends `added` where there is one. */
static int copy_live(struct store_log *next, uint32_t left_out, const struct store_source *added)
{
    struct store_record record;
    uint32_t at;
    int result = 0;
    for (uint32_t i = 0; i < store.state.keys && result == 0; i++) {
        if (i == left_out || !store_log_record(&store.log, store.index[i].place * 4u, &record)) continue;
        /* What the flash has lost is left behind. */
        if (!store_log_is_whole(&store.log, &record)) continue;
        struct store_source source = {
            .key_length = record.key_length,
            .value_length = record.value_length,
            .body = store.log.base + record.at + STORE_LEAD_OCTETS,
        };
        result = store_log_append(next, &source, &at);
    }
    if (result == 0 && added != NULL) result = store_log_append(next, added, &at);
    return result == 0 ? store_log_commit(next) : result;
}

/**
 * Moves what is live to the next sector that takes it. Sectors come in turn from the first on, so one whose header was lost
 * has as many erases as the one in use, or one less when its turn of this round has not come.
 */
static int move(uint32_t left_out, const struct store_source *added)
{
    unsigned sectors = board_flash_sectors();
    int result = STORE_E_WORN;
    for (unsigned i = 1; i < sectors; i++) {
        struct store_log next;
        unsigned sector = (store.log.sector + i) % sectors;
        uint32_t erases = store.log.header.erases - (sector > store.log.sector ? 1 : 0);
        if ((store.worn >> sector & 1) != 0) continue;
        result = store_log_prepare(&next, sector, store.log.header.sequence + 1, erases);
        if (result == 0) result = copy_live(&next, left_out, added);
        if (result == 0) {
            adopt(&next);
            return 0;
        }
        if (result == BOARD_E_VERIFY || result == STORE_LOG_E_ROOM) store.worn |= 1u << sector;
        /* It may have come as far as to count at the next start. */
        store_log_abandon(sector, store.log.header.sequence);
    }
    return result == STORE_LOG_E_ROOM ? STORE_E_WORN : result;
}

int store_set(const uint8_t *key, size_t key_length, const uint8_t *value, size_t length)
{
    struct store_record before;
    uint32_t at;
    if (store.log.octets == 0) return STORE_E_WORN;
    if (length > STORE_VALUE_OCTETS) return STORE_E_VALUE;
    uint32_t slot = find(key, key_length, &before);
    if (slot < STORE_KEYS && store_log_holds(&store.log, &before, value, (uint32_t)length)) return 0;
    if (slot == STORE_KEYS && store.state.keys == STORE_KEYS) return STORE_E_KEYS;
    struct store_source source = {key, (uint32_t)key_length, value, (uint32_t)length, 0};
    uint32_t octets = store_record_octets(source.key_length, source.value_length);
    uint32_t others = store.state.held - (slot < STORE_KEYS ? octets_of(&before) : 0);
    if (others + octets > store.state.capacity) return STORE_E_FULL;
    if (store_log_append(&store.log, &source, &at) != 0) return move(slot, &source);
    put_entry(slot, &before, hash_of(key, key_length), at, octets);
    return 0;
}

int store_delete(const uint8_t *key, size_t key_length)
{
    struct store_record before;
    uint32_t at;
    uint32_t slot = find(key, key_length, &before);
    if (slot == STORE_KEYS) return 0;
    struct store_source source = {key, (uint32_t)key_length, NULL, STORE_TOMBSTONE, 0};
    if (store_log_append(&store.log, &source, &at) != 0) return move(slot, NULL);
    drop_entry(slot, &before);
    return 0;
}
