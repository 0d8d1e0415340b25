/**
 * TCP connections that this device opens, as stack/ports/network.ts wants them: what happens waits as events until the
 * main loop takes them, and ends with exactly one NET_TCP_CLOSED.
 */
#ifndef NET_TCP_H
#define NET_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/ip6_addr.h"

/** Connections at once. */
#ifndef NET_TCP_CONNECTIONS
#define NET_TCP_CONNECTIONS 2
#endif

/** From our half's end to the peer's, ms; then the connection is dropped, in order for who closed it. */
#define NET_TCP_LINGER_MS 10000

/** `net_tcp_connect`: all NET_TCP_CONNECTIONS are in use. */
#define NET_TCP_E_CONNECTIONS (-1)

typedef enum {
    NET_TCP_CONNECTED,
    NET_TCP_DATA,
    NET_TCP_DRAINED, /**< half of the send queue is free again, after net_tcp_write answered false */
    NET_TCP_CLOSED   /**< the last event: the number is free for another connection */
} net_tcp_kind_t;

/** Order as in TCP_REASONS of hal/xs/tcp.ts. */
typedef enum {
    NET_TCP_IN_ORDER,
    NET_TCP_REFUSED,
    NET_TCP_UNREACHABLE,
    NET_TCP_TIMEOUT,
    NET_TCP_RESET,
    NET_TCP_FAILED /**< no memory, or more written than the send queue holds */
} net_tcp_reason_t;

typedef struct {
    int connection;
    net_tcp_kind_t kind;
    size_t length;           /**< of NET_TCP_DATA: octets in the caller's room */
    net_tcp_reason_t reason; /**< of NET_TCP_CLOSED */
} net_tcp_event_t;

/** Why connections failed here, since the start. */
typedef struct {
    uint32_t refused_connections; /**< NET_TCP_E_CONNECTIONS */
    uint32_t send_queue_full;     /**< more written than TCP_SND_BUF, or than the heap of lwIP had room for */
} net_tcp_counts_t;

/** Begins a connection and returns its number, or NET_TCP_E_CONNECTIONS. */
int net_tcp_connect(const ip6_addr_t *remote, uint16_t port);

/**
 * Queues a copy of all octets. False: wait for NET_TCP_DRAINED, or the connection is over. What does not fit into
 * TCP_SND_BUF fails the connection with NET_TCP_FAILED.
 */
bool net_tcp_write(int connection, const void *octets, size_t length);

/** Sends what is queued, then ends our half; the rest of the peer's half still comes. */
void net_tcp_close(int connection);

/** Drops the connection with a reset: NET_TCP_CLOSED in order follows, and nothing else. */
void net_tcp_abort(int connection);

/** The local end, known from NET_TCP_CONNECTED on. False before, and once lwIP has let go of the connection. */
bool net_tcp_local(int connection, ip6_addr_t *address, uint16_t *port);

/** Takes the next event; data goes to `room`, 1 octet or more, as much as fits. False: there is none. */
bool net_tcp_next(net_tcp_event_t *event, void *room, size_t size);

/** Whether `net_tcp_next` has an event now. */
bool net_tcp_pending(void);

const net_tcp_counts_t *net_tcp_counts(void);

#endif
