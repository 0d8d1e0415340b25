#include "link.h"

#include <string.h>

#include "board.h"
#include "lwip/init.h"
#include "lwip/ip6.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/tcp_priv.h"

/** Octets that one call takes at most: two full windows, so that a flood cannot keep the loop from its timers. */
enum { POLL_OCTETS = 2 * TCP_WND };
enum { READ_OCTETS = 128 };

/** Neighbour discovery counts lifetimes by the second; with nothing to send it may do so a minute later. ms. */
enum { ND_TICK_MS = ND6_TMR_INTERVAL, ND_REST_MS = 60000 };
enum { MLD_TICK_MS = MLD6_TMR_INTERVAL, TCP_TICK_MS = TCP_TMR_INTERVAL };

typedef struct {
    struct netif netif;
    slip_decoder_t decoder;
    slip_counts_t counts;
    uint32_t tcp_ms; /* board time of the last tick of each */
    uint32_t nd_ms;
    uint32_t mld_ms;
    uint32_t scramble;
    bool started;
    bool more; /* the last call left octets in the board's ring */
} link_t;

static link_t link;

uint32_t sys_now(void)
{
    return board_now_ms();
}

uint32_t net_random(void)
{
    uint32_t value;
    if (board_entropy(&value, sizeof value))
        return value;
    /* Without entropy there is no TLS; what is left only has to differ from the last time. */
    link.scramble = (link.scramble ^ (uint32_t)board_now_us()) * 2654435761u + 1;
    return link.scramble;
}

static err_t output(struct netif *netif, struct pbuf *packet, const ip6_addr_t *next_hop)
{
    (void)netif;
    (void)next_hop;
    return slip_send(&link.counts, packet) ? ERR_OK : ERR_IF;
}

static err_t initialise(struct netif *netif)
{
    netif->name[0] = LINK_NAME[0];
    netif->name[1] = LINK_NAME[1];
    netif->mtu = LINK_MTU;
    netif->mtu6 = LINK_MTU;
    netif->output_ip6 = output;
    netif->flags = NETIF_FLAG_MLD6;
    return ERR_OK;
}

/** fe80:: and the modified EUI-64 (RFC 4291 §2.5.1). */
static void take_link_local(const uint8_t *eui64)
{
    uint8_t identifier[8];
    if (eui64 != NULL) {
        memcpy(identifier, eui64, sizeof identifier);
        identifier[0] ^= 0x02;
    } else {
        uint32_t words[2] = {net_random(), net_random()};
        memcpy(identifier, words, sizeof identifier);
        identifier[0] &= (uint8_t)~0x03; /* neither universal nor a group */
    }
    uint32_t halves[2];
    memcpy(halves, identifier, sizeof halves);
    netif_ip6_addr_set_parts(&link.netif, 0, PP_HTONL(0xFE800000), 0, halves[0], halves[1]);
    netif_ip6_addr_set_state(&link.netif, 0, IP6_ADDR_PREFERRED);
}

void link_start(const uint8_t *eui64)
{
    if (link.started)
        return;
    lwip_init();
    netif_add(&link.netif, NULL, initialise, ip6_input);
    netif_set_default(&link.netif);
    netif_set_link_up(&link.netif);
    netif_set_up(&link.netif);
    take_link_local(eui64);
    netif_set_ip6_autoconfig_enabled(&link.netif, 1);
    link.tcp_ms = link.nd_ms = link.mld_ms = board_now_ms();
    link.started = true;
    nd6_tmr(); /* the first router solicitation need not wait on a link of two ends */
}

bool link_started(void)
{
    return link.started;
}

/**
 * The link's other end needs no address to be resolved (RFC 4861 §7.2.2), so a router is taken as reachable; and an address
 * made from a prefix is in use at once, since there is no duplicate address detection.
 */
static void settle(void)
{
    for (int i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
        if (neighbor_cache[i].state == ND6_INCOMPLETE)
            neighbor_cache[i].state = ND6_STALE;
    }
    for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
        if (ip6_addr_istentative(netif_ip6_addr_state(&link.netif, i)))
            netif_ip6_addr_set_state(&link.netif, i, IP6_ADDR_PREFERRED);
    }
}

/** Whether TCP has anything that time could change. A connection at rest has not. */
static bool tcp_is_busy(void)
{
    if (tcp_tw_pcbs != NULL)
        return true;
    for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
        bool rests = pcb->state == ESTABLISHED && pcb->unsent == NULL && pcb->unacked == NULL &&
                     pcb->refused_data == NULL && (pcb->flags & (TF_ACK_DELAY | TF_ACK_NOW | TF_CLOSEPEND)) == 0;
        if (!rests)
            return true;
    }
    return false;
}

static bool mld_is_busy(void)
{
    for (const struct mld_group *group = netif_mld6_data(&link.netif); group != NULL; group = group->next) {
        if (group->timer != 0)
            return true;
    }
    return false;
}

static bool nd_is_busy(void)
{
    return link.netif.rs_count > 0;
}

/** At rest, time that passed is only counted; it may be hours. */
static void rest_tcp(uint32_t now)
{
    uint32_t pairs = (now - link.tcp_ms) / (2 * TCP_TICK_MS);
    tcp_ticks += pairs;
    link.tcp_ms += pairs * 2 * TCP_TICK_MS;
}

/** One tick however late it is: the time in which the loop stood still counts for nobody's retransmission. */
static void tick_tcp(uint32_t now)
{
    uint32_t late = now - link.tcp_ms;
    if (late < TCP_TICK_MS)
        return;
    link.tcp_ms = late < 2 * TCP_TICK_MS ? link.tcp_ms + TCP_TICK_MS : now;
    tcp_tmr();
}

static void tick_others(uint32_t now)
{
    for (; now - link.nd_ms >= ND_TICK_MS; link.nd_ms += ND_TICK_MS) {
        nd6_tmr();
        ip6_reass_tmr();
    }
    if (now - link.mld_ms >= MLD_TICK_MS) {
        link.mld_ms = now;
        if (mld_is_busy())
            mld6_tmr();
    }
}

static void take_input(void)
{
    uint8_t octets[READ_OCTETS];
    size_t taken = 0;
    size_t count = 0;
    do {
        count = board_link_read(octets, sizeof octets);
        for (size_t done = 0; done < count;) {
            struct pbuf *frame;
            done += slip_decode(&link.decoder, &link.counts, octets + done, count - done, &frame);
            if (frame != NULL && link.netif.input(frame, &link.netif) != ERR_OK)
                pbuf_free(frame);
        }
        taken += count;
    } while (count == sizeof octets && taken < POLL_OCTETS);
    link.more = count == sizeof octets;
}

void link_poll(void)
{
    if (!link.started)
        return;
    uint32_t now = board_now_ms();
    bool tcp_rested = !tcp_is_busy();
    if (tcp_rested)
        rest_tcp(now);
    take_input(); /* before the timers: an acknowledgement may be waiting there */
    settle();
    if (!tcp_rested)
        tick_tcp(now);
    tick_others(now);
}

uint32_t link_deadline(void)
{
    if (!link.started)
        return LINK_FOREVER;
    uint32_t now = board_now_ms();
    if (link.more)
        return now;
    uint32_t wait = link.nd_ms + (nd_is_busy() ? ND_TICK_MS : ND_REST_MS) - now;
    if (tcp_is_busy())
        wait = LWIP_MIN(wait, link.tcp_ms + TCP_TICK_MS - now);
    if (mld_is_busy())
        wait = LWIP_MIN(wait, link.mld_ms + MLD_TICK_MS - now);
    return now + ((int32_t)wait < 0 ? 0 : wait);
}

const slip_counts_t *link_counts(void)
{
    return &link.counts;
}

struct netif *link_netif(void)
{
    return &link.netif;
}
