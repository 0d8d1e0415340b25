/** UDP sockets and multicast groups; datagrams wait in a short queue until the main loop takes them. */
#ifndef NET_UDP_H
#define NET_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/ip6_addr.h"

/** Sockets at once. */
#ifndef NET_UDP_SOCKETS
#define NET_UDP_SOCKETS 3
#endif

/** Datagrams that wait at once, and pool buffers that they may hold: TCP needs the others. */
#define NET_UDP_QUEUE 4
#define NET_UDP_QUEUE_BUFFERS 6

/** Failures of `net_udp_open`. */
#define NET_UDP_E_SOCKETS (-1) /**< all NET_UDP_SOCKETS are in use */
#define NET_UDP_E_IN_USE (-2)  /**< the port is another socket's, and not both are of groups */
#define NET_UDP_E_GROUP (-3)   /**< the group is no multicast address, or cannot be joined */

typedef struct {
    int socket;
    ip6_addr_t from;
    uint16_t port;
    size_t length; /**< octets in the caller's room */
} net_udp_datagram_t;

/** Datagrams lost here, since the start. */
typedef struct {
    uint32_t queue_full;
    uint32_t too_long; /**< longer than the room of who takes them, or than the link's MTU when sent */
    uint32_t not_sent;
} net_udp_counts_t;

/** Binds a port, 0 for any, and joins `group`, which may be NULL. Returns the socket's number or NET_UDP_E_*. */
int net_udp_open(uint16_t port, const ip6_addr_t *group);

/** Sends, or loses, a datagram. One to a group also reaches this device's own sockets in it, the sender included. */
void net_udp_send(int socket, const void *octets, size_t length, const ip6_addr_t *to, uint16_t port);

/** Leaves the group and closes; datagrams that wait are dropped. */
void net_udp_close(int socket);

/** Takes the next datagram; its octets go to `room`. False: there is none. */
bool net_udp_next(net_udp_datagram_t *datagram, void *room, size_t size);

/** Whether `net_udp_next` has one now. */
bool net_udp_pending(void);

const net_udp_counts_t *net_udp_counts(void);

#endif
