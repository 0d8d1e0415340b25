/**
 * The board's one network interface: IPv6 over SLIP on the link USART, fed and timed by the main loop.
 *
 * Nothing here blocks but the board's own bounded write, and nothing calls back: what arrives waits in net_tcp.h and
 * net_udp.h until somebody takes it.
 */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "lwip/netif.h"
#include "slip.h"

/** Largest packet of the link, octets: the least that IPv6 allows (RFC 8200 §5), so that a frame takes little RAM. */
#define LINK_MTU 1280

/** The interface's name in addresses with a zone and in records. */
#define LINK_NAME "sl0"

/** `link_deadline` when nothing is due. Never given while the link is up. */
#define LINK_FOREVER UINT32_MAX

/**
 * Starts lwIP and the interface, once. `eui64` is the interface's EUI-64 as its maker wrote it (the universal bit is turned
 * here, RFC 4291 appendix A); NULL: a random identifier, another one each boot.
 */
void link_start(const uint8_t *eui64);

/** Whether `link_start` has run. */
bool link_started(void);

/** Takes what the link has brought, up to a bound, and runs what timers have due. Called on every turn of the main loop. */
void link_poll(void);

/** When `link_poll` wants to be called even if nothing arrives, on the scale of board_now_ms. */
uint32_t link_deadline(void);

/** What passed and what was dropped. Damage that only a check sum shows is in lwip_stats. */
const slip_counts_t *link_counts(void);

/** The interface, for addresses. */
struct netif *link_netif(void);

#endif
