#include "store_format.h"

#define MAGIC 0x32504553u /* "SEP2" */

uint32_t store_crc(uint32_t crc, const void *octets, size_t length)
{
    /* Of four bits at a time: 64 octets of table. */
    static const uint32_t table[16] = {
        0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
        0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu, 0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu,
    };
    const uint8_t *from = octets;
    crc = ~crc;
    for (size_t i = 0; i < length; i++) {
        crc ^= from[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

uint32_t store_take_word(const uint8_t *octets)
{
    return octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24;
}

void store_put_word(uint8_t *octets, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) octets[i] = (uint8_t)(word >> (8 * i));
}

void store_header_encode(const struct store_header *header, uint8_t *copy)
{
    store_put_word(copy, MAGIC);
    store_put_word(copy + 4, header->sequence);
    store_put_word(copy + 8, header->erases);
    store_put_word(copy + 12, store_crc(0, copy, 12));
}

bool store_header_decode(const uint8_t *copy, struct store_header *header)
{
    if (store_take_word(copy) != MAGIC || store_take_word(copy + 12) != store_crc(0, copy, 12)) return false;
    header->sequence = store_take_word(copy + 4);
    header->erases = store_take_word(copy + 8);
    return true;
}

uint32_t store_record_octets(uint32_t key_length, uint32_t value_length)
{
    uint32_t body = key_length + (value_length == STORE_TOMBSTONE ? 0 : value_length);
    return STORE_LEAD_OCTETS + ((body + 3) & ~3u) + 4;
}

uint32_t store_record_seed(uint32_t sequence, uint32_t at)
{
    uint8_t place[8];
    store_put_word(place, sequence);
    store_put_word(place + 4, at);
    return store_crc(0, place, sizeof place);
}

uint32_t store_record_lead(uint32_t seed, uint32_t key_length, uint32_t value_length)
{
    const uint8_t lengths[] = {(uint8_t)key_length, (uint8_t)value_length, (uint8_t)(value_length >> 8)};
    uint32_t check = store_crc(seed, lengths, sizeof lengths) & 0xFF;
    return key_length | check << 8 | value_length << 16;
}

bool store_record_lengths(uint32_t seed, uint32_t lead, uint32_t *key_length, uint32_t *value_length)
{
    *key_length = lead & 0xFF;
    *value_length = lead >> 16;
    if (*key_length == 0 || *key_length > STORE_KEY_OCTETS) return false;
    if (*value_length > STORE_VALUE_OCTETS && *value_length != STORE_TOMBSTONE) return false;
    return store_record_lead(seed, *key_length, *value_length) == lead;
}
