/*
 * Twin of the flash controller: the store area is the file `store.flash`, made erased where there is none. The rules are
 * those of NOR flash: programming clears bits alone, erasing goes by the sector.
 *
 * Power cuts: a file `store.cut` holds decimal numbers. The first, N, lets N steps pass from boot on (a step is a word
 * programmed or a sector erased) and stops in the middle of the next: half of the word's bits cleared, or half of the sector
 * erased; then the core resets as after power on, and the number is blanked in the file. The next boot takes the next number.
 */
#include <string.h>

#include "board.h"
#include "board_config.h"
#include "parts.h"
#include "semihosting.h"

#define STORE_FILE "store.flash"
#define CUT_FILE "store.cut"
#define CHUNK 256
#define NEVER UINT32_MAX

static const uint32_t sector_octets[] = CFG_STORE_SECTOR_OCTETS;
static bool cut_known;
static uint32_t steps_left = NEVER;

unsigned board_flash_sectors(void)
{
    return CFG_STORE_SECTORS;
}

uint32_t board_flash_sector_octets(unsigned sector)
{
    return sector < CFG_STORE_SECTORS ? sector_octets[sector] : 0;
}

static bool fill(int32_t handle, uint32_t octets)
{
    uint8_t erased[CHUNK];
    memset(erased, 0xFF, sizeof erased);
    for (uint32_t done = 0; done < octets; done += CHUNK) {
        if (!semi_write(handle, erased, CHUNK)) return false;
    }
    return true;
}

/* The file, made when it is not there or too short. */
static int32_t open_store(void)
{
    int32_t handle = semi_open(STORE_FILE, SEMI_UPDATE);
    if (handle < 0) {
        handle = semi_open(STORE_FILE, SEMI_WRITE);
        if (handle < 0) return handle;
        if (!fill(handle, CFG_STORE_OCTETS)) {
            semi_close(handle);
            return -1;
        }
        semi_close(handle);
        return semi_open(STORE_FILE, SEMI_UPDATE);
    }
    int32_t length = semi_length(handle);
    if (length >= 0 && (uint32_t)length < CFG_STORE_OCTETS) {
        if (!semi_seek(handle, (uint32_t)length) || !fill(handle, CFG_STORE_OCTETS - (uint32_t)length)) {
            semi_close(handle);
            return -1;
        }
    }
    return handle;
}

/* Takes the first number of the cut file, once a boot. */
static void learn_cut(void)
{
    if (cut_known) return;
    cut_known = true;
    int32_t handle = semi_open(CUT_FILE, SEMI_UPDATE);
    if (handle < 0) return;
    int32_t length = semi_length(handle);
    uint32_t steps = 0;
    bool digits = false;
    for (int32_t at = 0; at < length; at++) {
        char octet;
        if (!semi_seek(handle, (uint32_t)at) || !semi_read(handle, &octet, 1)) break;
        if (octet >= '0' && octet <= '9') {
            digits = true;
            steps = steps * 10 + (uint32_t)(octet - '0');
            if (!semi_seek(handle, (uint32_t)at) || !semi_write(handle, " ", 1)) break;
        } else if (digits) {
            break;
        }
    }
    semi_close(handle);
    if (digits) steps_left = steps;
}

/* True when the power goes in the middle of this step. */
static bool step_is_cut(void)
{
    if (steps_left == NEVER) return false;
    return steps_left-- == 0;
}

static void power_cut(int32_t handle) __attribute__((noreturn));
static void power_cut(int32_t handle)
{
    semi_close(handle);
    persist_commit(BOARD_RESET_POWER_ON, 0);
    core_reset();
}

static bool inside(uint32_t offset, size_t length)
{
    return offset <= CFG_STORE_OCTETS && length <= CFG_STORE_OCTETS - offset;
}

int board_flash_read(uint32_t offset, void *octets, size_t length)
{
    if (!inside(offset, length)) return BOARD_E_ARGUMENT;
    int32_t handle = open_store();
    if (handle < 0) return BOARD_E_IO;
    bool done = length == 0 || (semi_seek(handle, offset) && semi_read(handle, octets, length));
    semi_close(handle);
    return done ? 0 : BOARD_E_IO;
}

/* Programs up to a chunk of words. */
static int program_chunk(int32_t handle, uint32_t offset, const uint8_t *octets, uint32_t length)
{
    uint8_t cells[CHUNK];
    if (!semi_seek(handle, offset) || !semi_read(handle, cells, length)) return BOARD_E_IO;
    uint32_t done = 0;
    bool cut = false, verified = true;
    for (; done < length && !cut && verified; done += BOARD_FLASH_WORD) {
        cut = step_is_cut();
        for (unsigned i = 0; i < BOARD_FLASH_WORD; i++) {
            uint8_t wanted = octets[done + i];
            cells[done + i] &= cut ? (uint8_t)(wanted | (i % 2 == 0 ? 0x0F : 0xF0)) : wanted;
            verified = verified && cells[done + i] == wanted;
        }
    }
    if (!semi_seek(handle, offset) || !semi_write(handle, cells, done)) return BOARD_E_IO;
    if (cut) power_cut(handle);
    return verified ? 0 : BOARD_E_VERIFY;
}

int board_flash_program(uint32_t offset, const void *octets, size_t length)
{
    if (!inside(offset, length) || offset % BOARD_FLASH_WORD != 0 || length % BOARD_FLASH_WORD != 0) return BOARD_E_ARGUMENT;
    learn_cut();
    int32_t handle = open_store();
    if (handle < 0) return BOARD_E_IO;
    const uint8_t *from = octets;
    int result = 0;
    for (size_t done = 0; done < length && result == 0;) {
        size_t count = length - done < CHUNK ? length - done : CHUNK;
        result = program_chunk(handle, offset + (uint32_t)done, from + done, (uint32_t)count);
        done += count;
    }
    semi_close(handle);
    return result;
}

int board_flash_erase(unsigned sector)
{
    if (sector >= CFG_STORE_SECTORS) return BOARD_E_ARGUMENT;
    learn_cut();
    board_watchdog_kick();
    int32_t handle = open_store();
    if (handle < 0) return BOARD_E_IO;
    uint32_t offset = 0;
    for (unsigned i = 0; i < sector; i++) offset += sector_octets[i];
    bool cut = step_is_cut();
    bool done = semi_seek(handle, offset) && fill(handle, cut ? sector_octets[sector] / 2 : sector_octets[sector]);
    if (cut) power_cut(handle);
    semi_close(handle);
    return done ? 0 : BOARD_E_IO;
}
