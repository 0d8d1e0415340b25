#include "nor-flash.h"

#include <stdbool.h>
#include <string.h>

#include "board.h"

enum { NEVER = UINT32_MAX };

uint8_t nor_cells[NOR_MOST_OCTETS];
struct nor_counts nor_counts;

static uint32_t sizes[NOR_MOST_SECTORS];
static unsigned sector_count;
static struct { uint32_t offset; uint8_t zeros, ones; } worn[NOR_MOST_WORN];
static unsigned worn_count;
static struct { int result; uint32_t count; } failing;
static uint32_t steps_left = NEVER;
static uint32_t random_state;
/** A word that was being written when the power went: what it reads from the second start on. */
static struct { bool there; bool seen; uint32_t offset; uint8_t later[BOARD_FLASH_WORD]; } weak;

static uint32_t draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

void nor_make(const uint32_t *sector_octets, unsigned sectors, uint8_t fill)
{
    memcpy(sizes, sector_octets, sectors * sizeof *sizes);
    sector_count = sectors;
    memset(nor_cells, fill, sizeof nor_cells);
    memset(&nor_counts, 0, sizeof nor_counts);
    worn_count = 0;
    failing.count = 0;
    steps_left = NEVER;
    weak.there = false;
}

uint32_t nor_octets(void)
{
    uint32_t octets = 0;
    for (unsigned i = 0; i < sector_count; i++) octets += sizes[i];
    return octets;
}

void nor_wear(uint32_t offset, uint8_t zeros, uint8_t ones)
{
    worn[worn_count].offset = offset;
    worn[worn_count].zeros = zeros;
    worn[worn_count++].ones = ones;
}

void nor_fail(int result, uint32_t count)
{
    failing.result = result;
    failing.count = count;
}

void nor_cut(uint32_t steps, uint32_t seed)
{
    steps_left = steps;
    random_state = seed | 1;
}

/** The power is away: a weak word that was read once reads otherwise from now on. */
static void fade(void)
{
    if (!weak.there || !weak.seen) return;
    memcpy(nor_cells + weak.offset, weak.later, sizeof weak.later);
    weak.there = false;
}

void nor_restart(void)
{
    steps_left = NEVER;
    fade();
    weak.seen = true;
}

/** True when the power goes in the middle of this step. */
static bool step_is_cut(void)
{
    nor_counts.steps++;
    return steps_left != NEVER && steps_left-- == 0;
}

static bool fails(void)
{
    if (failing.count == 0) return false;
    failing.count--;
    return true;
}

static void apply_wear(void)
{
    for (unsigned i = 0; i < worn_count; i++) {
        uint8_t *cell = nor_cells + worn[i].offset;
        *cell = (uint8_t)((*cell & ~worn[i].zeros) | worn[i].ones);
    }
}

unsigned board_flash_sectors(void)
{
    return sector_count;
}

uint32_t board_flash_sector_octets(unsigned sector)
{
    return sector < sector_count ? sizes[sector] : 0;
}

static bool inside(uint32_t offset, size_t length)
{
    return offset <= nor_octets() && length <= nor_octets() - offset;
}

int board_flash_read(uint32_t offset, void *octets, size_t length)
{
    if (!inside(offset, length)) return BOARD_E_ARGUMENT;
    nor_counts.reads++;
    memcpy(octets, nor_cells + offset, length);
    return 0;
}

/** What a word is after the power went while it was programmed. */
static void cut_word(uint32_t offset, const uint8_t *wanted)
{
    uint8_t *cells = nor_cells + offset;
    uint8_t done[BOARD_FLASH_WORD];
    unsigned kind = draw() >> 8 & 3;
    fade();
    for (unsigned i = 0; i < BOARD_FLASH_WORD; i++) done[i] = cells[i] & wanted[i];
    weak.there = kind < 2;
    weak.seen = false;
    weak.offset = offset;
    memcpy(weak.later, kind == 0 ? cells : done, sizeof weak.later);
    if (kind == 0) memcpy(cells, done, sizeof done);
    for (unsigned i = 0; kind > 1 && i < BOARD_FLASH_WORD; i++) cells[i] &= (uint8_t)(wanted[i] | draw() >> 8);
    nor_power_gone();
}

int board_flash_program(uint32_t offset, const void *octets, size_t length)
{
    if (!inside(offset, length) || offset % BOARD_FLASH_WORD != 0 || length % BOARD_FLASH_WORD != 0) return BOARD_E_ARGUMENT;
    const uint8_t *from = octets;
    nor_counts.programs++;
    if (fails()) return failing.result;
    for (size_t done = 0; done < length; done += BOARD_FLASH_WORD) {
        if (step_is_cut()) cut_word(offset + (uint32_t)done, from + done);
        if (weak.there && weak.offset == offset + done) weak.there = false;
        for (unsigned i = 0; i < BOARD_FLASH_WORD; i++) nor_cells[offset + done + i] &= from[done + i];
    }
    apply_wear();
    return memcmp(nor_cells + offset, octets, length) == 0 ? 0 : BOARD_E_VERIFY;
}

/** What a sector is after the power went while it was erased. */
static void cut_sector(uint32_t offset, uint32_t octets)
{
    unsigned kind = draw() >> 8 & 3;
    fade();
    for (uint32_t i = 0; i < octets; i += BOARD_FLASH_WORD) {
        bool first_half = i < octets / 2;
        unsigned erased = kind == 0 ? first_half : kind == 1 ? !first_half : draw() >> 8 & 3;
        for (unsigned j = 0; j < BOARD_FLASH_WORD; j++) {
            if (erased == 1) nor_cells[offset + i + j] = 0xFF;
            else if (erased > 1) nor_cells[offset + i + j] |= (uint8_t)(draw() >> 8);
        }
    }
    nor_power_gone();
}

int board_flash_erase(unsigned sector)
{
    if (sector >= sector_count) return BOARD_E_ARGUMENT;
    if (fails()) return failing.result;
    uint32_t offset = 0;
    for (unsigned i = 0; i < sector; i++) offset += sizes[i];
    nor_counts.erases[sector]++;
    if (weak.there && weak.offset - offset < sizes[sector]) weak.there = false;
    if (step_is_cut()) cut_sector(offset, sizes[sector]);
    memset(nor_cells + offset, 0xFF, sizes[sector]);
    apply_wear();
    for (uint32_t i = 0; i < sizes[sector]; i++) {
        if (nor_cells[offset + i] != 0xFF) return BOARD_E_VERIFY;
    }
    return 0;
}
