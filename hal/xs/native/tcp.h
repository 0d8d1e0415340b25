/** TCP in the main loop. */
#ifndef NATIVE_TCP_H
#define NATIVE_TCP_H

#include <stdint.h>

#include "xsmc.h"

/** Tells JS what TCP has, at most NETWORK_EVENTS_PER_POLL times. After link_poll, on every turn. */
void xs_tcp_poll(xsMachine *the);

/** When `xs_tcp_poll` has something to tell, on the scale of board_now_ms; BOARD_FOREVER: not before link_poll has run again. */
uint32_t xs_tcp_deadline(void);

#endif
