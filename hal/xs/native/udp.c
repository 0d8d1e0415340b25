/** What `hal/xs/native/udp.ts` declares, on `hal/xs/net/net_udp.h`. */

#include "udp.h"

#include "address.h"
#include "board.h"
#include "link.h"
#include "net_udp.h"
#include "network.h"

static network_callbacks_t callbacks;

void xs_udp_start(xsMachine *the)
{
    network_keep_callbacks(the, &callbacks);
}

void xs_udp_staging(xsMachine *the)
{
    network_return_staging(the);
}

void xs_udp_open(xsMachine *the)
{
    ip6_addr_t group;
    const char *text = xsmcToString(xsArg(1));
    address_kind_t kind = text[0] == 0 ? ADDRESS_INVALID : address_parse(text, &group);
    uint16_t port = (uint16_t)xsmcToInteger(xsArg(0));
    if (text[0] != 0 && kind != ADDRESS_IPV6)
        xsmcSetInteger(xsResult, NET_UDP_E_GROUP);
    else
        xsmcSetInteger(xsResult, net_udp_open(port, text[0] == 0 ? NULL : &group));
}

void xs_udp_send(xsMachine *the)
{
    ip6_addr_t address;
    void *octets;
    xsUnsignedValue length;
    int socket = xsmcToInteger(xsArg(0));
    uint16_t port = (uint16_t)xsmcToInteger(xsArg(3));
    network_take_address(the, 2, &address);
    xsmcGetBufferReadable(xsArg(1), &octets, &length);
    net_udp_send(socket, octets, length, &address, port);
}

void xs_udp_close(xsMachine *the)
{
    net_udp_close(xsmcToInteger(xsArg(0)));
}

void xs_udp_address(xsMachine *the)
{
    char text[ADDRESS_TEXT_OCTETS] = "";
    int place = xsmcToInteger(xsArg(0));
    if (place >= 0 && place < LWIP_IPV6_NUM_ADDRESSES &&
        ip6_addr_isvalid(netif_ip6_addr_state(link_netif(), place)))
        address_format(netif_ip6_addr(link_netif(), place), text);
    xsmcSetString(xsResult, text);
}

void xs_udp_places(xsMachine *the)
{
    xsmcSetInteger(xsResult, LWIP_IPV6_NUM_ADDRESSES);
}

void xs_udp_wake(xsMachine *the)
{
    (void)the;
    callbacks.wake = true;
}

void xs_udp_poll(xsMachine *machine)
{
    if (!callbacks.given || (!callbacks.wake && !net_udp_pending()))
        return;
    xsBeginHost(machine);
    {
        net_udp_datagram_t datagram;
        char text[ADDRESS_TEXT_OCTETS];
        xsmcVars(1);
        network_tell_wake(the, &callbacks);
        for (int i = 0; i < NETWORK_EVENTS_PER_POLL; i++) {
            if (!net_udp_next(&datagram, network_staging, sizeof network_staging))
                break;
            xsmcSetString(xsVar(0), (char *)address_format(&datagram.from, text));
            xsCall4_noResult(callbacks.object, xsID("onDatagram"), xsInteger(datagram.socket),
                             xsInteger((xsIntegerValue)datagram.length), xsVar(0), xsInteger(datagram.port));
        }
    }
    xsEndHost(machine);
}

uint32_t xs_udp_deadline(void)
{
    return callbacks.wake || (callbacks.given && net_udp_pending()) ? board_now_ms() : BOARD_FOREVER;
}
