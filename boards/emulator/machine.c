/* Twins of what QEMU does not model: clock control, reset flags, the watchdog. */
#include "board_config.h"
#include "cortex_m.h"
#include "parts.h"

#define RBAR_VALID (1u << 4)
#define RASR_READ_ONLY (6u << 24)
#define RASR_CACHEABLE (1u << 17)
#define RASR_ENABLE 1u
/* Behind the regions of guard.c. */
#define FLASH_REGION 2u
#define FLASH_LOG2 (31u - (unsigned)__builtin_clz(CFG_FLASH_OCTETS))

/*
 * Flash that may be read and run alone (ARM DDI 0403E §B3.5.9): QEMU drops a write to it in silence, where hardware keeps an
 * error that the next erasure of the store then finds. No store lies in it here: that is a file (flash.c).
 */
static void protect_flash(void)
{
    if (((MPU_TYPE >> 8) & 0xFF) <= FLASH_REGION) return;
    MPU_RBAR = CFG_FLASH_ORIGIN | RBAR_VALID | FLASH_REGION;
    MPU_RASR = RASR_READ_ONLY | RASR_CACHEABLE | ((FLASH_LOG2 - 1) << 1) | RASR_ENABLE;
    barrier();
}

void clock_start(struct clock_tree *clocks)
{
    protect_flash();
    clocks->core_hz = CFG_EMULATOR_CORE_HZ;
    clocks->apb1_hz = CFG_EMULATOR_CORE_HZ / CFG_APB1_DIVIDER;
    clocks->apb2_hz = CFG_EMULATOR_CORE_HZ / CFG_APB2_DIVIDER;
    clocks->source = "emulator";
}

/* The persistent record alone knows; without one it is the emulator's start. */
enum board_reset_cause reset_flags_take(void)
{
    return persist_valid() ? BOARD_RESET_UNKNOWN : BOARD_RESET_POWER_ON;
}

void board_watchdog_start(uint32_t timeout_ms)
{
    if (supervisor_timeout_ms() == 0) supervisor_start(timeout_ms);
    else supervisor_kick();
}

void board_watchdog_kick(void)
{
    supervisor_kick();
}

/* The supervisor has left the words of the hang an eighth of the timeout ago. */
void watchdog_tick(void)
{
    uint32_t timeout = supervisor_timeout_ms();
    if (timeout != 0 && supervisor_unkicked_ms() >= timeout) core_reset();
}
