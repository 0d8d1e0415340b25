/*
 * Hardware random numbers (RM0090 §24). The block's own checks (clock, seed) and the continuous test of FIPS 140-2 §4.9.2:
 * no word equals the one before it, and the first after a start is never used. A seed error restarts the block once.
 */
#include <string.h>

#include "board.h"
#include "rcc.h"
#include "registers.h"

#define RNG_CR 0x50060800u
#define RNG_SR 0x50060804u
#define RNG_DR 0x50060808u
#define CR_RNGEN (1u << 2)
#define SR_DRDY (1u << 0)
#define SR_CECS (1u << 1)
#define SR_SECS (1u << 2)
#define SR_CEIS (1u << 5)
#define SR_SEIS (1u << 6)
#define READY_TRIES 10000u /* a word takes 40 cycles of 48 MHz: 140 of the core's */

static const char *fault = "none";
static uint32_t previous;

/* A word; false with `fault` set. */
static bool take_word(uint32_t *word)
{
    for (uint32_t tries = READY_TRIES; tries > 0; tries--) {
        uint32_t status = reg_read(RNG_SR);
        if ((status & (SR_SECS | SR_SEIS)) != 0) {
            fault = "seed-error";
            return false;
        }
        if ((status & (SR_CECS | SR_CEIS)) != 0) {
            fault = "clock-error";
            return false;
        }
        if ((status & SR_DRDY) == 0) continue;
        *word = reg_read(RNG_DR);
        if (*word == previous) {
            fault = "repeated";
            return false;
        }
        previous = *word;
        return true;
    }
    fault = "not-ready";
    return false;
}

/* Starts the block anew and sets its first word aside. */
static bool restart(void)
{
    uint32_t unused;
    rcc_enable_rng();
    reg_write(RNG_CR, 0);
    reg_write(RNG_SR, 0); /* clears CEIS and SEIS */
    reg_write(RNG_CR, CR_RNGEN);
    previous = 0;
    return take_word(&unused);
}

static bool fill(uint8_t *octets, size_t length)
{
    for (size_t done = 0; done < length;) {
        uint32_t word;
        if (!take_word(&word)) return false;
        size_t count = length - done < 4 ? length - done : 4;
        memcpy(octets + done, &word, count);
        done += count;
    }
    return true;
}

bool board_entropy(void *octets, size_t length)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (restart() && fill(octets, length)) {
            fault = "none";
            reg_write(RNG_CR, 0);
            return true;
        }
        if (strcmp(fault, "seed-error") != 0) break;
    }
    reg_write(RNG_CR, 0);
    memset(octets, 0, length);
    return false;
}

const char *board_entropy_fault(void)
{
    return fault;
}
