/**
 * How the store lies in flash. A sector is a header and then a log of records; everything is made of words of 32 bits,
 * little-endian. `tools/board/store-image.ts` reads and writes the same.
 *
 * Header, 48 octets: three equal copies of
 *
 *     magic | sequence | erases | CRC-32 of these
 *
 * The first copy is written after the erase; the two others, written when the log holds every live value, make the sector
 * count. Of the sectors that count, the one of the highest sequence holds the values.
 *
 * Record:
 *
 *     key length, 8 bits | check, 8 bits | value length, 16 bits
 *     key, value, 0xFF up to a whole word
 *     CRC-32
 *
 * The CRC runs over the sector's sequence, the record's offset in the sector, its first word, key and value; the check is the
 * lowest octet of a CRC over sequence, offset and both lengths. So octets inside a value, or left over from another place or
 * time, are no record. A value length of STORE_TOMBSTONE says that the key was deleted. A later record of a key replaces an
 * earlier one.
 */
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store.h"

#define STORE_COPY_OCTETS 16u
#define STORE_COPIES 3u
#define STORE_HEADER_OCTETS (STORE_COPY_OCTETS * STORE_COPIES)
#define STORE_TOMBSTONE 0xFFFFu
/** Octets of a record before its key. */
#define STORE_LEAD_OCTETS 4u

/** What a sector's header says. */
struct store_header {
    uint32_t sequence; /**< 1 for the first log of an area, then one more for each */
    uint32_t erases;   /**< how often the sector was erased */
};

/** CRC-32 (IEEE 802.3) of what `crc` was made of and then `octets`; 0 to begin with. */
uint32_t store_crc(uint32_t crc, const void *octets, size_t length);

uint32_t store_take_word(const uint8_t *octets);
void store_put_word(uint8_t *octets, uint32_t word);

/** Writes one copy, STORE_COPY_OCTETS. */
void store_header_encode(const struct store_header *header, uint8_t *copy);
/** False: the octets are no copy of a header. */
bool store_header_decode(const uint8_t *copy, struct store_header *header);

/** Octets of a record. `value_length` may be STORE_TOMBSTONE. */
uint32_t store_record_octets(uint32_t key_length, uint32_t value_length);
/** What a record's CRC begins with. */
uint32_t store_record_seed(uint32_t sequence, uint32_t at);
/** A record's first word. */
uint32_t store_record_lead(uint32_t seed, uint32_t key_length, uint32_t value_length);
/** Reads a first word; false where no record of this place begins with it. */
bool store_record_lengths(uint32_t seed, uint32_t lead, uint32_t *key_length, uint32_t *value_length);

#endif
