/**
 * The store area of a board (boards/common/board.h) as a model of NOR flash: programming clears bits alone, erasing goes by
 * the sector, cells wear, operations fail, and the power goes in the middle of either.
 */
#ifndef NOR_FLASH_H
#define NOR_FLASH_H

#include <stdint.h>

enum { NOR_MOST_SECTORS = 8, NOR_MOST_OCTETS = 1 << 20, NOR_MOST_WORN = 32 };

/** What has happened since `nor_make`. */
struct nor_counts {
    uint32_t erases[NOR_MOST_SECTORS];
    uint32_t steps; /**< words programmed and sectors erased */
    uint32_t programs;
    uint32_t reads;
};

extern uint8_t nor_cells[NOR_MOST_OCTETS];
extern struct nor_counts nor_counts;

/** Makes an area of these sectors, with `fill` in every cell and no fault. */
void nor_make(const uint32_t *sector_octets, unsigned sectors, uint8_t fill);
uint32_t nor_octets(void);

/** Bits of a cell that no longer change: they read 0, or 1, whatever is done. */
void nor_wear(uint32_t offset, uint8_t zeros, uint8_t ones);

/** Lets the next `count` operations answer `result` and do nothing. */
void nor_fail(int result, uint32_t count);

/**
 * Lets `steps` steps pass; in the middle of the next the power goes. `seed` chooses what that leaves: some bits of the word
 * written, or a word that reads as written now and not after the next start, or the other way round; of a sector some words
 * erased and some by half.
 */
void nor_cut(uint32_t steps, uint32_t seed);

/** The power is back. */
void nor_restart(void);

/** The power is gone. Given by the driver; does not return. */
void nor_power_gone(void) __attribute__((noreturn));

#endif
