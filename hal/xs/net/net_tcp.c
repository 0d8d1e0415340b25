#include "net_tcp.h"

#include "board.h"
#include "lwip/tcp.h"

/** Free octets of the send queue from which a writer may go on. */
enum { LOW_WATER_OCTETS = TCP_SND_BUF / 2, LOW_WATER_BUFFERS = TCP_SND_QUEUELEN / 2 };

typedef struct {
    struct tcp_pcb *pcb;   /* NULL once lwIP has let go of it */
    struct pbuf *received; /* what nobody took yet */
    uint32_t closed_ms;    /* when our half ended */
    net_tcp_reason_t reason;
    bool used;
    bool connected;      /* the connection stands, or stood */
    bool tell_connected; /* events that wait */
    bool tell_drained;
    bool waits_for_room;
    bool peer_ended;
    bool closing; /* our half is to end, by the caller or after the peer's */
    bool shut;    /* our half has ended: lwIP sends what is queued and a FIN */
    bool over;    /* NET_TCP_CLOSED is all that may follow, after what was received */
} connection_t;

static connection_t connections[NET_TCP_CONNECTIONS];
static net_tcp_counts_t counts;

static connection_t *find(int number)
{
    if (number < 0 || number >= NET_TCP_CONNECTIONS || !connections[number].used)
        return NULL;
    return &connections[number];
}

static void let_go(connection_t *connection)
{
    struct tcp_pcb *pcb = connection->pcb;
    connection->pcb = NULL;
    if (pcb == NULL)
        return;
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_err(pcb, NULL);
}

static void end(connection_t *connection, net_tcp_reason_t reason)
{
    connection->over = true;
    connection->reason = reason;
}

static void drop_received(connection_t *connection)
{
    if (connection->received != NULL)
        pbuf_free(connection->received);
    connection->received = NULL;
}

/** Ends a connection from our side, with a reset where it stood. Never called inside a callback of lwIP. */
static void cut(connection_t *connection, net_tcp_reason_t reason)
{
    struct tcp_pcb *pcb = connection->pcb;
    let_go(connection);
    if (pcb != NULL)
        tcp_abort(pcb);
    drop_received(connection);
    connection->tell_connected = connection->tell_drained = false;
    end(connection, reason);
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
    connection_t *connection = argument;
    (void)pcb;
    (void)error; /* always ERR_OK, says lwip/tcp.h */
    connection->connected = connection->tell_connected = true;
    return ERR_OK;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *octets, err_t error)
{
    connection_t *connection = argument;
    (void)pcb;
    (void)error;
    if (octets == NULL)
        connection->peer_ended = true;
    else if (connection->received == NULL)
        connection->received = octets;
    else
        pbuf_cat(connection->received, octets);
    return ERR_OK;
}

static bool has_room(const struct tcp_pcb *pcb)
{
    return tcp_sndbuf(pcb) >= LOW_WATER_OCTETS && tcp_sndqueuelen(pcb) <= LOW_WATER_BUFFERS;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length)
{
    connection_t *connection = argument;
    (void)length;
    if (connection->waits_for_room && has_room(pcb)) {
        connection->waits_for_room = false;
        connection->tell_drained = true;
    }
    return ERR_OK;
}

/** lwIP has freed the control block already. */
static void on_error(void *argument, err_t error)
{
    connection_t *connection = argument;
    connection->pcb = NULL;
    if (error == ERR_CLSD)
        end(connection, NET_TCP_IN_ORDER);
    else if (error == ERR_RST)
        end(connection, connection->connected ? NET_TCP_RESET : NET_TCP_REFUSED);
    else if (error == ERR_ABRT)
        end(connection, NET_TCP_TIMEOUT);
    else
        end(connection, NET_TCP_FAILED);
}

/** Carries an ending connection on: called whenever its state may have changed, never inside a callback of lwIP. */
static void carry_on(connection_t *connection)
{
    struct tcp_pcb *pcb = connection->pcb;
    if (pcb == NULL || connection->over)
        return;
    /* What was received is told before our half ends after the peer's: it may be answered. */
    if (connection->peer_ended && connection->received == NULL && !connection->tell_connected)
        connection->closing = true;
    if (connection->closing && !connection->shut && (pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT)) {
        connection->shut = tcp_shutdown(pcb, 0, 1) == ERR_OK;
        connection->closed_ms = board_now_ms();
    }
    if (pcb->state == TIME_WAIT) {
        let_go(connection);
        end(connection, NET_TCP_IN_ORDER);
    } else if (pcb->state == FIN_WAIT_2 && board_now_ms() - connection->closed_ms >= NET_TCP_LINGER_MS) {
        cut(connection, NET_TCP_IN_ORDER);
    }
}

static void carry_all_on(void)
{
    for (int i = 0; i < NET_TCP_CONNECTIONS; i++) {
        if (connections[i].used)
            carry_on(&connections[i]);
    }
}

static net_tcp_reason_t reason_of(err_t error)
{
    return error == ERR_RTE || error == ERR_IF ? NET_TCP_UNREACHABLE : NET_TCP_FAILED;
}

int net_tcp_connect(const ip6_addr_t *remote, uint16_t port)
{
    carry_all_on(); /* tcp_new may take back a block that waits out its time */
    int number = 0;
    while (number < NET_TCP_CONNECTIONS && connections[number].used)
        number++;
    if (number == NET_TCP_CONNECTIONS) {
        counts.refused_connections++;
        return NET_TCP_E_CONNECTIONS;
    }
    connection_t *connection = &connections[number];
    *connection = (connection_t){.used = true};
    connection->pcb = tcp_new();
    if (connection->pcb == NULL) {
        end(connection, NET_TCP_FAILED);
        return number;
    }
    tcp_arg(connection->pcb, connection);
    tcp_recv(connection->pcb, on_received);
    tcp_sent(connection->pcb, on_sent);
    tcp_err(connection->pcb, on_error);
    tcp_nagle_disable(connection->pcb);
    err_t error = tcp_connect(connection->pcb, remote, port, on_connected);
    if (error != ERR_OK)
        cut(connection, reason_of(error));
    return number;
}

bool net_tcp_write(int number, const void *octets, size_t length)
{
    connection_t *connection = find(number);
    if (connection == NULL || connection->over || connection->closing)
        return false;
    struct tcp_pcb *pcb = connection->pcb;
    if (length > tcp_sndbuf(pcb) || tcp_write(pcb, octets, (u16_t)length, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        counts.send_queue_full++;
        cut(connection, NET_TCP_FAILED);
        return false;
    }
    tcp_output(pcb);
    if (!has_room(pcb))
        connection->waits_for_room = true;
    return !connection->waits_for_room;
}

void net_tcp_close(int number)
{
    connection_t *connection = find(number);
    if (connection == NULL || connection->over)
        return;
    connection->closing = true;
    connection->waits_for_room = connection->tell_drained = false;
    carry_on(connection);
}

void net_tcp_abort(int number)
{
    connection_t *connection = find(number);
    if (connection != NULL)
        cut(connection, NET_TCP_IN_ORDER);
}

bool net_tcp_local(int number, ip6_addr_t *address, uint16_t *port)
{
    const connection_t *connection = find(number);
    if (connection == NULL || connection->pcb == NULL || !connection->connected)
        return false;
    *address = *ip_2_ip6(&connection->pcb->local_ip);
    *port = connection->pcb->local_port;
    return true;
}

static size_t take_received(connection_t *connection, void *room, size_t size)
{
    size_t length = pbuf_copy_partial(connection->received, room, (u16_t)LWIP_MIN(size, 0xFFFF), 0);
    connection->received = pbuf_free_header(connection->received, (u16_t)length);
    if (connection->pcb != NULL)
        tcp_recved(connection->pcb, (u16_t)length);
    return length;
}

static bool next_of(connection_t *connection, net_tcp_event_t *event, void *room, size_t size)
{
    if (connection->tell_connected) {
        connection->tell_connected = false;
        event->kind = NET_TCP_CONNECTED;
    } else if (connection->received != NULL) {
        event->kind = NET_TCP_DATA;
        event->length = take_received(connection, room, size);
    } else if (connection->tell_drained && !connection->over) {
        connection->tell_drained = false;
        event->kind = NET_TCP_DRAINED;
    } else if (connection->over) {
        event->kind = NET_TCP_CLOSED;
        event->reason = connection->reason;
        connection->used = false;
    } else {
        return false;
    }
    return true;
}

bool net_tcp_next(net_tcp_event_t *event, void *room, size_t size)
{
    carry_all_on();
    for (int i = 0; i < NET_TCP_CONNECTIONS; i++) {
        *event = (net_tcp_event_t){.connection = i};
        if (connections[i].used && next_of(&connections[i], event, room, size))
            return true;
    }
    return false;
}

bool net_tcp_pending(void)
{
    carry_all_on();
    for (int i = 0; i < NET_TCP_CONNECTIONS; i++) {
        const connection_t *c = &connections[i];
        if (c->used && (c->tell_connected || c->tell_drained || c->received != NULL || c->over))
            return true;
    }
    return false;
}

const net_tcp_counts_t *net_tcp_counts(void)
{
    return &counts;
}
