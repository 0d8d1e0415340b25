/**
 * SLIP (RFC 1055) between octets of a serial line and packets of lwIP.
 *
 * SLIP has no check sum: a frame is dropped here when its escapes, its length or its IPv6 header do not agree, and by the
 * check sums of ICMPv6, UDP and TCP otherwise. Every drop is counted.
 */
#ifndef NET_SLIP_H
#define NET_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/pbuf.h"

/** What passed and what was dropped, since the start. */
typedef struct {
    uint32_t frames_in;
    uint32_t frames_out;
    uint32_t dropped_escape;    /**< an escape followed by neither of its two octets */
    uint32_t dropped_long;      /**< longer than the MTU */
    uint32_t dropped_malformed; /**< no IPv6 packet of the length that it says */
    uint32_t dropped_no_room;   /**< no pool buffer was free */
    uint32_t dropped_out;       /**< the board did not take it, or it is longer than the MTU */
} slip_counts_t;

/** One direction's state. All zero is the start. */
typedef struct {
    struct pbuf *frame; /**< what has come of the frame; NULL: nothing yet */
    struct pbuf *tail;  /**< last buffer of `frame` */
    uint16_t filled;    /**< octets in `tail` */
    uint16_t length;    /**< octets in all */
    bool escaped;       /**< the last octet was an escape */
    bool skipping;      /**< the frame is lost: await its end */
} slip_decoder_t;

/** Takes octets up to the end of a frame. Returns how many; `*frame` is the packet, owned by the caller, or NULL. */
size_t slip_decode(slip_decoder_t *decoder, slip_counts_t *counts, const uint8_t *octets, size_t length,
                   struct pbuf **frame);

/** Sends a packet by board_link_write. False: it was dropped. */
bool slip_send(slip_counts_t *counts, const struct pbuf *packet);

#endif
