/* Twins of what QEMU does not model: clock control, reset flags, the watchdog. */
#include "board_config.h"
#include "parts.h"

void clock_start(struct clock_tree *clocks)
{
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
