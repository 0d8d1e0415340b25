/** UDP in the main loop. */
#ifndef NATIVE_UDP_H
#define NATIVE_UDP_H

#include <stdint.h>

#include "xsmc.h"

/** Tells JS the datagrams that came, at most NETWORK_EVENTS_PER_POLL times. After link_poll, on every turn. */
void xs_udp_poll(xsMachine *the);

/** When `xs_udp_poll` has something to tell, on the scale of board_now_ms; BOARD_FOREVER: not before link_poll has run again. */
uint32_t xs_udp_deadline(void);

#endif
