/* Time from SysTick, a tick a millisecond, and sleep. */
#include "cortex_m.h"
#include "fault.h"
#include "parts.h"

#define SETTLED_MS 2 /* a sleep of less is no rest: the link brings an octet in between */
#define PRE_BITE_DIVISOR 8 /* last words are left when an eighth of the watchdog's timeout remains */

static uint32_t reload;
static volatile uint32_t now_low, now_high; /* ms */
static uint64_t last_us;
static volatile bool woken;
static volatile uint32_t kicked_at;
static volatile uint32_t timeout;
static volatile bool words_left;

void time_start(uint32_t core_hz)
{
    reload = core_hz / 1000 - 1;
    SCB_SHPR3 = (SCB_SHPR3 & 0x00FFFFFFu) | 0x40000000u; /* below the USARTs: an octet waits for nobody */
    SYST_RVR = reload;
    SYST_CVR = 0;
    SYST_CSR = 7;
}

static void advance(uint32_t ms)
{
    uint32_t before = now_low;
    now_low = before + ms;
    if (now_low < before) now_high++;
}

/* From the SysTick vector, with the frame of what it interrupted. */
void time_tick(const uint32_t *frame)
{
    advance(1);
    if (timeout != 0) {
        uint32_t unkicked = now_low - kicked_at;
        if (!words_left && unkicked >= timeout - timeout / PRE_BITE_DIVISOR) {
            words_left = true;
            fault_words_hang(frame, unkicked);
        }
    }
    watchdog_tick();
}

uint32_t board_now_ms(void)
{
    return now_low;
}

uint64_t board_now_us(void)
{
    uint32_t primask = irq_save();
    uint32_t value = SYST_CVR;
    uint64_t ms = ((uint64_t)now_high << 32) | now_low;
    if ((SCB_ICSR & ICSR_PENDSTSET) != 0) { /* the counter has wrapped and the tick was not taken yet */
        value = SYST_CVR;
        ms++;
    }
    uint64_t us = ms * 1000 + (uint64_t)(reload - value) * 1000 / (reload + 1u);
    /* An emulator that is held up loses a tick that it has shown the counter of: time stands still then, it never goes back. */
    if (us < last_us) us = last_us;
    last_us = us;
    irq_restore(primask);
    return us;
}

void time_wake(void)
{
    woken = true;
}

/* True when a sleep until `until` has come to its end. */
static bool reached(uint32_t until)
{
    if (until != BOARD_FOREVER && (int32_t)(until - now_low) <= 0) return true;
    return timeout != 0 && now_low - kicked_at >= timeout / 2;
}

/* Moves time on as the conductor says, never past `until`. */
static void skip(uint32_t until)
{
    if (woken) return; /* there is work first: the skip was for this sleep, and comes to nothing */
    uint32_t wanted = conductor_take();
    if (wanted == 0) return;
    uint32_t primask = irq_save();
    uint32_t most = until == BOARD_FOREVER ? 0 : until - now_low;
    if ((int32_t)most < 0) most = 0;
    uint32_t skipped = wanted < most ? wanted : most;
    advance(skipped);
    kicked_at += skipped;
    uint32_t now = now_low;
    irq_restore(primask);
    conductor_skipped(skipped, now);
}

void board_wait(uint32_t until_ms)
{
    if (!stack_intact()) board_restart("stack-overflow");
    uint32_t since = now_low;
    bool told = false;
    for (;;) {
        if (!told && now_low - since >= SETTLED_MS) {
            conductor_idle(until_ms);
            told = true;
        }
        if (told) skip(until_ms);
        uint32_t primask = irq_save();
        bool done = woken || reached(until_ms);
        if (!done) wait_for_interrupt(); /* a pending interrupt ends it though interrupts are masked */
        irq_restore(primask);
        if (done) break;
    }
    woken = false;
}

void supervisor_start(uint32_t timeout_ms)
{
    kicked_at = now_low;
    words_left = false;
    timeout = timeout_ms;
}

void supervisor_kick(void)
{
    kicked_at = now_low;
    if (words_left) persist_clear();
    words_left = false;
}

uint32_t supervisor_unkicked_ms(void)
{
    return timeout == 0 ? UINT32_MAX : now_low - kicked_at;
}

uint32_t supervisor_timeout_ms(void)
{
    return timeout;
}
