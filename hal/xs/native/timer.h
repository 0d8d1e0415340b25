/** The alarm of the JavaScript queue of timers, for the main loop. */
#ifndef XS_NATIVE_TIMER_H
#define XS_NATIVE_TIMER_H

#include <stdint.h>

struct xsMachineRecord;

/** Runs the timers that are due. */
void xs_timer_poll(struct xsMachineRecord *machine);

/** When `xs_timer_poll` wants to be called, on the scale of board_now_ms; BOARD_FOREVER: never. */
uint32_t xs_timer_deadline(void);

#endif
