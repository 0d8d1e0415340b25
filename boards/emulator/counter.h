/* Instructions executed, where the emulator counts its time in them. */
#ifndef EMULATOR_COUNTER_H
#define EMULATOR_COUNTER_H

#include <stdint.h>

/* Instructions since reset, wrapping after 2^32, under `-icount shift=0`; without it, nanoseconds of no meaning. */
uint32_t emulator_instructions(void);

#endif
