/** What `hal/xs/native/tcp.ts` declares, on `hal/xs/net/net_tcp.h`. */

#include "tcp.h"

#include "address.h"
#include "board.h"
#include "net_tcp.h"
#include "network.h"

static network_callbacks_t callbacks;

void xs_tcp_start(xsMachine *the)
{
    network_keep_callbacks(the, &callbacks);
}

void xs_tcp_staging(xsMachine *the)
{
    network_return_staging(the);
}

void xs_tcp_family(xsMachine *the)
{
    static const uint8_t families[] = {[ADDRESS_IPV6] = 6, [ADDRESS_IPV4] = 4, [ADDRESS_INVALID] = 0};
    ip6_addr_t address;
    xsmcSetInteger(xsResult, families[address_parse(xsmcToString(xsArg(0)), &address)]);
}

void xs_tcp_connect(xsMachine *the)
{
    ip6_addr_t address;
    network_take_address(the, 0, &address);
    xsmcSetInteger(xsResult, net_tcp_connect(&address, (uint16_t)xsmcToInteger(xsArg(1))));
}

void xs_tcp_write(xsMachine *the)
{
    void *octets;
    xsUnsignedValue length;
    int connection = xsmcToInteger(xsArg(0));
    xsmcGetBufferReadable(xsArg(1), &octets, &length);
    xsmcSetBoolean(xsResult, net_tcp_write(connection, octets, length));
}

void xs_tcp_close(xsMachine *the)
{
    net_tcp_close(xsmcToInteger(xsArg(0)));
}

void xs_tcp_abort(xsMachine *the)
{
    net_tcp_abort(xsmcToInteger(xsArg(0)));
}

void xs_tcp_address(xsMachine *the)
{
    ip6_addr_t address;
    uint16_t port;
    char text[ADDRESS_TEXT_OCTETS] = "";
    if (net_tcp_local(xsmcToInteger(xsArg(0)), &address, &port))
        address_format(&address, text);
    xsmcSetString(xsResult, text);
}

void xs_tcp_port(xsMachine *the)
{
    ip6_addr_t address;
    uint16_t port = 0;
    net_tcp_local(xsmcToInteger(xsArg(0)), &address, &port);
    xsmcSetInteger(xsResult, port);
}

void xs_tcp_wake(xsMachine *the)
{
    (void)the;
    callbacks.wake = true;
}

static void tell(xsMachine *the, const net_tcp_event_t *event)
{
    xsSlot connection = xsInteger(event->connection);
    switch (event->kind) {
    case NET_TCP_CONNECTED:
        xsCall1_noResult(callbacks.object, xsID("onConnect"), connection);
        break;
    case NET_TCP_DATA:
        xsCall2_noResult(callbacks.object, xsID("onData"), connection, xsInteger((xsIntegerValue)event->length));
        break;
    case NET_TCP_DRAINED:
        xsCall1_noResult(callbacks.object, xsID("onDrain"), connection);
        break;
    case NET_TCP_CLOSED:
        xsCall2_noResult(callbacks.object, xsID("onClose"), connection, xsInteger(event->reason));
        break;
    }
}

void xs_tcp_poll(xsMachine *machine)
{
    if (!callbacks.given || (!callbacks.wake && !net_tcp_pending()))
        return;
    xsBeginHost(machine);
    {
        net_tcp_event_t event;
        network_tell_wake(the, &callbacks);
        for (int i = 0; i < NETWORK_EVENTS_PER_POLL; i++) {
            if (!net_tcp_next(&event, network_staging, sizeof network_staging))
                break;
            tell(the, &event);
        }
    }
    xsEndHost(machine);
}

uint32_t xs_tcp_deadline(void)
{
    return callbacks.wake || (callbacks.given && net_tcp_pending()) ? board_now_ms() : BOARD_FOREVER;
}
