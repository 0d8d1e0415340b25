#include "net_udp.h"

#include "link.h"
#include "lwip/mld6.h"
#include "lwip/udp.h"

/** RFC 6762 §11: multicast DNS leaves with 255. */
enum { GROUP_HOPS = 255 };

typedef struct {
    struct udp_pcb *pcb; /* NULL: free */
    ip6_addr_t group;
    bool in_group;
} socket_t;

typedef struct {
    struct pbuf *octets;
    socket_t *socket;
    ip6_addr_t from;
    uint16_t port;
} waiting_t;

static socket_t sockets[NET_UDP_SOCKETS];
static waiting_t queue[NET_UDP_QUEUE];
static unsigned queued;
static net_udp_counts_t counts;

static socket_t *find(int number)
{
    if (number < 0 || number >= NET_UDP_SOCKETS || sockets[number].pcb == NULL)
        return NULL;
    return &sockets[number];
}

/** Queues a datagram, or drops and counts it. Owns `octets`. */
static void enqueue(socket_t *socket, struct pbuf *octets, const ip6_addr_t *from, uint16_t port)
{
    unsigned buffers = pbuf_clen(octets);
    for (unsigned i = 0; i < queued; i++)
        buffers += pbuf_clen(queue[i].octets);
    if (queued == NET_UDP_QUEUE || buffers > NET_UDP_QUEUE_BUFFERS) {
        counts.queue_full++;
        pbuf_free(octets);
        return;
    }
    queue[queued++] = (waiting_t){.octets = octets, .socket = socket, .from = *from, .port = port};
}

static void on_received(void *argument, struct udp_pcb *pcb, struct pbuf *octets, const ip_addr_t *from, u16_t port)
{
    socket_t *socket = argument;
    (void)pcb;
    const ip6_addr_t *to = ip6_current_dest_addr();
    /* lwIP gives a group's datagram to every socket of the port. */
    if (ip6_addr_ismulticast(to) && !(socket->in_group && ip6_addr_cmp(to, &socket->group)))
        pbuf_free(octets);
    else
        enqueue(socket, octets, ip_2_ip6(from), port);
}

int net_udp_open(uint16_t port, const ip6_addr_t *group)
{
    int number = 0;
    while (number < NET_UDP_SOCKETS && sockets[number].pcb != NULL)
        number++;
    if (number == NET_UDP_SOCKETS)
        return NET_UDP_E_SOCKETS;
    if (group != NULL && !ip6_addr_ismulticast(group))
        return NET_UDP_E_GROUP;
    socket_t *socket = &sockets[number];
    *socket = (socket_t){.pcb = udp_new()};
    if (socket->pcb == NULL)
        return NET_UDP_E_SOCKETS;
    if (group != NULL) {
        ip_set_option(socket->pcb, SOF_REUSEADDR);
        socket->pcb->ttl = GROUP_HOPS;
        socket->group = *group;
    }
    if (udp_bind(socket->pcb, IP6_ADDR_ANY, port) != ERR_OK) {
        net_udp_close(number);
        return NET_UDP_E_IN_USE;
    }
    if (group != NULL && mld6_joingroup_netif(link_netif(), group) != ERR_OK) {
        net_udp_close(number);
        return NET_UDP_E_GROUP;
    }
    socket->in_group = group != NULL;
    udp_recv(socket->pcb, on_received, socket);
    return number;
}

/** What the network would give back to a member that sends (RFC 1112 §6.1, loopback of multicast). */
static void loop_back(const socket_t *sender, const struct pbuf *octets, const ip6_addr_t *to, uint16_t port)
{
    const ip_addr_t *from = ip6_select_source_address(link_netif(), to);
    for (int i = 0; from != NULL && i < NET_UDP_SOCKETS; i++) {
        socket_t *socket = &sockets[i];
        if (socket->pcb == NULL || !socket->in_group || socket->pcb->local_port != port ||
            !ip6_addr_cmp(to, &socket->group))
            continue;
        struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, (struct pbuf *)octets);
        if (copy == NULL)
            counts.queue_full++;
        else
            enqueue(socket, copy, ip_2_ip6(from), sender->pcb->local_port);
    }
}

void net_udp_send(int number, const void *octets, size_t length, const ip6_addr_t *to, uint16_t port)
{
    socket_t *socket = find(number);
    if (socket == NULL)
        return;
    if (length > LINK_MTU - IP6_HLEN - UDP_HLEN) {
        counts.too_long++;
        return;
    }
    struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
    if (packet == NULL) {
        counts.not_sent++;
        return;
    }
    pbuf_take(packet, octets, (u16_t)length);
    if (ip6_addr_ismulticast(to))
        loop_back(socket, packet, to, port);
    if (udp_sendto(socket->pcb, packet, to, port) != ERR_OK)
        counts.not_sent++;
    pbuf_free(packet);
}

static void forget(unsigned place)
{
    queued--;
    for (unsigned i = place; i < queued; i++)
        queue[i] = queue[i + 1];
}

void net_udp_close(int number)
{
    socket_t *socket = find(number);
    if (socket == NULL)
        return;
    for (unsigned i = queued; i-- > 0;) {
        if (queue[i].socket == socket) {
            pbuf_free(queue[i].octets);
            forget(i);
        }
    }
    if (socket->in_group)
        mld6_leavegroup_netif(link_netif(), &socket->group);
    udp_remove(socket->pcb);
    socket->pcb = NULL;
}

bool net_udp_next(net_udp_datagram_t *datagram, void *room, size_t size)
{
    while (queued > 0) {
        waiting_t next = queue[0];
        forget(0);
        bool fits = next.octets->tot_len <= size;
        if (fits) {
            datagram->socket = (int)(next.socket - sockets);
            datagram->from = next.from;
            datagram->port = next.port;
            datagram->length = pbuf_copy_partial(next.octets, room, next.octets->tot_len, 0);
        } else {
            counts.too_long++;
        }
        pbuf_free(next.octets);
        if (fits)
            return true;
    }
    return false;
}

bool net_udp_pending(void)
{
    return queued > 0;
}

const net_udp_counts_t *net_udp_counts(void)
{
    return &counts;
}
