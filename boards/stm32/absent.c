/* What only the emulator has: on hardware nobody conducts time. */
#include "parts.h"

void conductor_start(const struct clock_tree *clocks)
{
    (void)clocks;
}

void conductor_idle(uint32_t until_ms)
{
    (void)until_ms;
}

uint32_t conductor_take(void)
{
    return 0;
}

void conductor_skipped(uint32_t skipped_ms, uint32_t now_ms)
{
    (void)skipped_ms;
    (void)now_ms;
}
