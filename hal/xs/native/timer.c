/** What `hal/xs/native/timer.ts` declares: the clock, and the one alarm that the JavaScript queue of timers sets. */

#include "timer.h"

#include <math.h>

#include "board.h"
#include "xsmc.h"

/** No alarm is set. */
#define NEVER UINT64_MAX
/** Longest wait that is told at once: later deadlines are asked for again on the way. */
#define LONGEST_WAIT_MS 0x40000000u

static xsSlot callbacks;
static bool started;
static uint64_t deadline_ms = NEVER;

static uint64_t now_ms(void)
{
    return board_now_us() / 1000u;
}

void xs_timer_nowMs(xsMachine *the)
{
    xsmcSetNumber(xsResult, (double)now_ms());
}

void xs_timer_start(xsMachine *the)
{
    if (started) xsUnknownError("timer: started already");
    callbacks = xsArg(0);
    xsRemember(callbacks);
    started = true;
}

void xs_timer_alarm(xsMachine *the)
{
    double deadline = ceil(xsmcToNumber(xsArg(0)));
    if (deadline <= 0) deadline_ms = 0;
    else if (deadline < 9007199254740992.0) deadline_ms = (uint64_t)deadline;
    else deadline_ms = NEVER;
}

void xs_timer_poll(xsMachine *machine)
{
    if (!started || deadline_ms > now_ms()) return;
    deadline_ms = NEVER;
    xsBeginHost(machine);
    xsmcCall(xsResult, callbacks, xsID("due"), 0, NULL);
    xsEndHost(machine);
}

uint32_t xs_timer_deadline(void)
{
    if (deadline_ms == NEVER) return BOARD_FOREVER;
    uint64_t now = now_ms();
    uint64_t wait = deadline_ms > now ? deadline_ms - now : 0;
    uint32_t at = board_now_ms() + (wait < LONGEST_WAIT_MS ? (uint32_t)wait : LONGEST_WAIT_MS);
    return at == BOARD_FOREVER ? at - 1 : at;
}
