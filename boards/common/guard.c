/*
 * MPU regions that turn a run over the C stack, and a use of RAM beyond the board's, into a fault with a name (ARM DDI 0403E
 * §B3.5). The default map holds for the rest (PRIVDEFENA).
 */
#include "board_config.h"
#include "cortex_m.h"
#include "parts.h"

extern uint32_t __stack_bottom[];

#define RBAR_VALID (1u << 4)
#define RASR_ENABLE 1u
#define RASR_NO_EXECUTE (1u << 28)
#define MPU_ENABLE_PRIVDEFENA 5u

/*
 * The emulated part may have more SRAM than the board's data sheet: what lies above is not there. A region's origin is a
 * multiple of its size, so the end's lowest bit that is set gives the largest.
 */
#define RAM_END (CFG_RAM_ORIGIN + CFG_RAM_OCTETS)
#define RAM_END_LOG2 ((unsigned)__builtin_ctz(RAM_END))

/* No access to 2^log2 octets from `origin`, which is a multiple of that. */
static void deny(unsigned region, uint32_t origin, unsigned log2)
{
    MPU_RBAR = origin | RBAR_VALID | region;
    MPU_RASR = RASR_NO_EXECUTE | ((log2 - 1) << 1) | RASR_ENABLE;
}

void guard_start(void)
{
    if (((MPU_TYPE >> 8) & 0xFF) < 2) return; /* no MPU in this core: board_wait looks at the canary */
    deny(0, (uint32_t)(uintptr_t)__stack_bottom, 5);
    deny(1, RAM_END, RAM_END_LOG2);
    MPU_CTRL = MPU_ENABLE_PRIVDEFENA;
    SCB_SHCSR |= 7u << 16; /* MemManage, BusFault and UsageFault have handlers of their own */
    barrier();
}
