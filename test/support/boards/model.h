/*
 * A model of the STM32F405's registers for host tests of its drivers: each block answers as RM0090 says, and knobs break it:
 * ready bits that never come, errors, wear, a generator that sticks.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_SECTORS 12
#define MODEL_CHANNELS 19

/* "after": reads of a status until it is ready, -1 for never. */
struct model_knobs {
    long hse_after, pll_after, switch_after;
    long wait_states_stuck;
    long usart_after;
    long rng_after;         /* reads of the status for each word */
    long rng_stuck;         /* from this word on (from 1) the generator repeats itself; 0: never */
    long rng_seed_errors;   /* how many words raise a seed error first; -1: all */
    long rng_clock_error;
    long flash_after;       /* reads of BSY after an operation */
    long flash_lock_stuck;
    long flash_protected;   /* sector, -1: none */
    long flash_sequence;    /* 1: the next programming raises PGSERR */
    long flash_wear;        /* erases that a sector bears; one bit of it then stays 0 */
    long iwdg_after;
    long adc_after;
    long adc[MODEL_CHANNELS];
};
extern struct model_knobs knobs;

struct model_counts {
    unsigned long reads;                  /* of any register */
    unsigned erases[MODEL_SECTORS];
    unsigned programmed;                  /* words */
    unsigned violations;                  /* accesses that the manual forbids */
    unsigned kicks;                       /* of the watchdog */
};
extern struct model_counts counts;

/* To the state after power on; knobs to a chip that works. */
void model_reset(void);

/* What the USARTs sent: number 1 to 6. */
const char *model_sent(unsigned usart, unsigned *length);
/* The next status that USART `number` shows, with the octet behind it. */
void model_receive(unsigned usart, uint8_t octet, uint32_t status);

#endif
