/** What the XS halves of TCP and UDP share. */
#ifndef NATIVE_NETWORK_H
#define NATIVE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "lwip/ip6_addr.h"
#include "xsmc.h"

/** Octets of the staging buffer: the largest datagram of BOARD_LIMITS (maxDnsOctets), and more than one TCP segment. */
#define NETWORK_STAGING_OCTETS 1472

/** Callbacks of one turn, so that a busy peer cannot keep the loop from timers and watchdog. */
#define NETWORK_EVENTS_PER_POLL 8

/** Where received octets lie while a callback runs. */
extern uint8_t network_staging[NETWORK_STAGING_OCTETS];

/** A callback object that JS gave once. */
typedef struct {
    xsSlot object;
    bool given;
    bool wake; /**< onWake was asked for */
} network_callbacks_t;

/** Keeps `xsArg(0)` for good. TypeError where one was given before. */
void network_keep_callbacks(xsMachine *the, network_callbacks_t *callbacks);

/** Calls onWake where it was asked for. Inside xsBeginHost. */
void network_tell_wake(xsMachine *the, network_callbacks_t *callbacks);

/** Sets `xsResult` to the staging buffer as a host buffer: typed arrays view it without a copy. */
void network_return_staging(xsMachine *the);

/** An IPv6 address from argument `index`. RangeError where it is none: the adapter checked it before. */
void network_take_address(xsMachine *the, xsIntegerValue index, ip6_addr_t *address);

#endif
