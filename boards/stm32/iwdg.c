/*
 * Independent watchdog (RM0090 §21). Its oscillator runs at 17 to 47 kHz: the reload is reckoned at 47, so that it never
 * bites before the timeout; it may take 2.8 times as long.
 */
#include "board.h"
#include "parts.h"
#include "record.h"
#include "registers.h"

#define IWDG_KR 0x40003000u
#define IWDG_PR 0x40003004u
#define IWDG_RLR 0x40003008u
#define IWDG_SR 0x4000300Cu
#define KEY_KICK 0xAAAAu
#define KEY_ACCESS 0x5555u
#define KEY_START 0xCCCCu
#define FASTEST_KHZ 47u
#define MOST_RELOAD 4095u
#define SLOWEST_PRESCALER 6u /* divides by 4 << 6 */
#define UPDATE_TRIES 200000u /* five cycles of the slow clock: 300 µs */

void board_watchdog_start(uint32_t timeout_ms)
{
    if (supervisor_timeout_ms() != 0) {
        board_watchdog_kick();
        return;
    }
    uint32_t prescaler = 0;
    while (prescaler < SLOWEST_PRESCALER && timeout_ms * FASTEST_KHZ / (4u << prescaler) > MOST_RELOAD) prescaler++;
    uint32_t reload = timeout_ms * FASTEST_KHZ / (4u << prescaler) + 1;
    if (reload > MOST_RELOAD) reload = MOST_RELOAD;
    reg_write(IWDG_KR, KEY_START);
    reg_write(IWDG_KR, KEY_ACCESS);
    reg_write(IWDG_PR, prescaler);
    reg_write(IWDG_RLR, reload);
    if (!reg_await(IWDG_SR, 3, 0, UPDATE_TRIES)) { /* it runs all the same, with the reset values: half a second */
        char text[64];
        struct record record;
        record_begin(&record, text, sizeof text, "error", "watchdog.not-ready");
        record_write(&record);
        timeout_ms = 512 * 32 / FASTEST_KHZ;
    }
    reg_write(IWDG_KR, KEY_KICK);
    supervisor_start(timeout_ms);
}

void board_watchdog_kick(void)
{
    if (supervisor_timeout_ms() == 0) return;
    reg_write(IWDG_KR, KEY_KICK);
    supervisor_kick();
}

/* The block counts by itself. */
void watchdog_tick(void)
{
}
