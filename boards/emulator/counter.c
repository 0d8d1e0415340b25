/* QEMU's TIM5 counts nanoseconds of virtual time from reset on, enabled or not; under `-icount shift=0` each is an instruction. */
#include "counter.h"

#define TIM5_CNT (*(volatile uint32_t *)0x40000C24)

uint32_t emulator_instructions(void)
{
    return TIM5_CNT;
}
