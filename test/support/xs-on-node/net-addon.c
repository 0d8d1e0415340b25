/**
 * The network half of hal/xs as a module of Node: lwIP, its natives, and a board whose SLIP line is `feed` and `take`, whose
 * clock is the host's, and whose main loop is `poll`.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "board.h"
#include "link.h"
#include "native/tcp.h"
#include "native/udp.h"

#define NATIVES(DO, MODULE) DO(MODULE, start) DO(MODULE, staging) DO(MODULE, close) DO(MODULE, address) DO(MODULE, wake)
#define TCP_NATIVES(DO) \
    NATIVES(DO, tcp) DO(tcp, family) DO(tcp, connect) DO(tcp, write) DO(tcp, abort) DO(tcp, port)
#define UDP_NATIVES(DO) NATIVES(DO, udp) DO(udp, open) DO(udp, send) DO(udp, places)

#define DECLARE(MODULE, NAME) void xs_##MODULE##_##NAME(xsMachine *the);
TCP_NATIVES(DECLARE)
UDP_NATIVES(DECLARE)

enum { LINE_OCTETS = 1 << 16 };

static uint8_t incoming[LINE_OCTETS];
static size_t incoming_length;
static uint8_t outgoing[LINE_OCTETS];
static size_t outgoing_length;

uint64_t board_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint32_t board_now_ms(void)
{
    return (uint32_t)(board_now_us() / 1000);
}

size_t board_link_read(void *octets, size_t room)
{
    size_t count = incoming_length < room ? incoming_length : room;
    memcpy(octets, incoming, count);
    memmove(incoming, incoming + count, incoming_length - count);
    incoming_length -= count;
    return count;
}

bool board_link_write(const void *octets, size_t length)
{
    if (length > sizeof outgoing - outgoing_length)
        return false;
    memcpy(outgoing + outgoing_length, octets, length);
    outgoing_length += length;
    return true;
}

bool board_entropy(void *octets, size_t length)
{
    return getrandom(octets, length, 0) == (ssize_t)length;
}

void board_restart(const char *reason)
{
    fprintf(stderr, "board_restart: %s\n", reason);
    abort();
}

/** feed(octets): what the line brings. Past the board's ring it is lost, as there. */
static void feed(xsMachine *the)
{
    void *octets;
    xsUnsignedValue length;
    xsmcGetBufferReadable(xsArg(0), &octets, &length);
    if (length > sizeof incoming - incoming_length)
        length = (xsUnsignedValue)(sizeof incoming - incoming_length);
    memcpy(incoming + incoming_length, octets, length);
    incoming_length += length;
}

/** take(octets): moves what the board sent into `octets`; how much it was. */
static void take(xsMachine *the)
{
    void *octets;
    xsUnsignedValue room;
    xsmcGetBufferReadable(xsArg(0), &octets, &room);
    size_t length = outgoing_length < room ? outgoing_length : room;
    memcpy(octets, outgoing, length);
    memmove(outgoing, outgoing + length, outgoing_length - length);
    outgoing_length -= length;
    xsmcSetInteger(xsResult, (int64_t)length);
}

/** poll(): one turn of the main loop. */
static void poll(xsMachine *the)
{
    static const uint8_t eui64[] = {0x02, 0x00, 0x5E, 0xFF, 0xFE, 0x00, 0x00, 0x02};
    link_start(eui64);
    link_poll();
    xs_tcp_poll(the);
    xs_udp_poll(the);
}

NAPI_MODULE_INIT()
{
#define EXPORT(MODULE, NAME) xs_export(env, MODULE, #NAME, xs_##MODULE##_##NAME);
    napi_value tcp, udp;
    napi_create_object(env, &tcp);
    napi_create_object(env, &udp);
    TCP_NATIVES(EXPORT)
    UDP_NATIVES(EXPORT)
    napi_set_named_property(env, exports, "tcp", tcp);
    napi_set_named_property(env, exports, "udp", udp);
    xs_export(env, exports, "feed", feed);
    xs_export(env, exports, "take", take);
    xs_export(env, exports, "poll", poll);
    return exports;
}
