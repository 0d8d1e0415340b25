/**
 * The persistent store of a board: small values by key in the store area of its flash (boards/common/board.h). A write that
 * returned 0 is durable. Whatever the moment of a power cut, a reader finds every value that was acknowledged, and of the
 * write that was under way the old value or the new one.
 *
 * The values lie as a log in one sector; a later record of a key replaces an earlier one. When the sector is full, what is live
 * is copied to the next one in turn, which is erased before and counts only when everything is there; so the sectors wear
 * evenly, and the old log is whole until the new one is. Nothing is allocated; an index of hash and place is made by one scan.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Longest key, octets; a key has at least one. */
#define STORE_KEY_OCTETS 120u
/** Longest value, octets; it may be empty. */
#define STORE_VALUE_OCTETS 8192u
/** Most keys that are held. An area with more of them would lose those beyond. */
#define STORE_KEYS 64u

/** Refusals, beside BOARD_E_* of a flash that fails. What was held before is still held. */
#define STORE_E_VALUE (-16) /**< longer than STORE_VALUE_OCTETS */
#define STORE_E_KEYS (-17)  /**< STORE_KEYS keys are held */
#define STORE_E_FULL (-18)  /**< with it, what is held would be more than `capacity` */
#define STORE_E_WORN (-19)  /**< no sector of the area takes a write any more */

/** What the store holds, and what the last mount met. */
struct store_state {
    uint32_t keys;
    uint32_t held;     /**< octets of the live records */
    uint32_t capacity; /**< most of them: three quarters of the smallest sector, so that a full log always frees some room */
    uint32_t erases;   /**< of the sector in use */
    uint32_t damaged;  /**< stretches of the log that were no record: writes cut by power, bits that fell */
    bool formatted;    /**< the area held no store, and was made one */
};

/**
 * Reads the area. Makes it an empty store where it holds none. It never fails: without a sector that takes writes the store
 * is empty, and each write is refused with STORE_E_WORN. Before any other call.
 */
void store_mount(void);

struct store_state store_state(void);

/** Length of a key's value, octets; -1: it has none. */
int32_t store_length(const uint8_t *key, size_t key_length);

/** Reads a value of `length` octets, as `store_length` said; false where the flash has lost it since. */
bool store_get(const uint8_t *key, size_t key_length, uint8_t *value, size_t length);

/** Sets a value; writes nothing where it is what is there. 0, STORE_E_* or BOARD_E_*. */
int store_set(const uint8_t *key, size_t key_length, const uint8_t *value, size_t length);

/** Removes a key, if it is there. 0, STORE_E_WORN or BOARD_E_*. */
int store_delete(const uint8_t *key, size_t key_length);

#endif
