/*
 * What survives a reset in RAM that startup does not clear: the cause, as software knows it, and last words. A CRC tells
 * them from what RAM holds after power on. A record holds for the one boot after it.
 */
#include "parts.h"

#define MAGIC 0x5E92B007u

static struct {
    uint32_t magic;
    uint32_t cause;
    uint32_t length;
    uint32_t crc;
    char text[PERSIST_ROOM];
} kept __attribute__((section(".noinit")));

static enum board_reset_cause boot_cause;
static uint32_t words_length;

/* CRC-32 (IEEE 802.3), bit by bit: a fault handler needs no table. */
static uint32_t crc32(uint32_t crc, const void *octets, size_t length)
{
    const uint8_t *at = octets;
    crc = ~crc;
    while (length-- > 0) {
        crc ^= *at++;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

static uint32_t crc_of_kept(void)
{
    uint32_t crc = crc32(0, &kept.cause, sizeof kept.cause + sizeof kept.length);
    return crc32(crc, kept.text, kept.length);
}

bool persist_valid(void)
{
    return kept.magic == MAGIC && kept.length <= PERSIST_ROOM && kept.crc == crc_of_kept();
}

void persist_start(enum board_reset_cause flags)
{
    bool valid = persist_valid();
    words_length = valid && flags != BOARD_RESET_POWER_ON ? kept.length : 0;
    boot_cause = flags;
    if (flags == BOARD_RESET_UNKNOWN && valid && kept.cause <= BOARD_RESET_FAULT) {
        boot_cause = (enum board_reset_cause)kept.cause;
    }
    persist_clear();
}

char *persist_room(void)
{
    kept.magic = 0;
    return kept.text;
}

void persist_commit(enum board_reset_cause cause, size_t length)
{
    kept.cause = (uint32_t)cause;
    kept.length = length > PERSIST_ROOM ? PERSIST_ROOM : (uint32_t)length;
    kept.crc = crc_of_kept();
    kept.magic = MAGIC;
}

void persist_clear(void)
{
    kept.magic = 0;
}

enum board_reset_cause board_reset_cause(void)
{
    return boot_cause;
}

const char *board_reset_cause_name(void)
{
    static const char *const names[] = {"unknown", "power-on", "pin", "watchdog", "restart", "fault"};
    return names[boot_cause];
}

const char *board_last_words(uint32_t *len)
{
    *len = words_length;
    return words_length == 0 ? NULL : kept.text;
}
