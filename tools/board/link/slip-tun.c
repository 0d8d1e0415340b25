/**
 * slip-tun INTERFACE PREFIX: the far end of a board's SLIP line.
 *
 * Standard input and output are the line; INTERFACE is a TUN device of the network namespace that it runs in (made here
 * where it is not there), whose packets they carry. To the board it is the router: it advertises PREFIX/64 (RFC 4861 §4.2)
 * when asked and every ten seconds, with the router's address fe80::1. On standard error it says, one a line, `ready` and
 * `address ADDRESS` for each address that the board is seen to use. It ends when the line does.
 *
 * A frame of a zero and digits is no packet but a question: when all that came before it has gone to the network, and all that
 * the network has for the board is on the line, the answer is `synced DIGITS` on standard error.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { END = 0xC0, ESC = 0xDB, ESC_END = 0xDC, ESC_ESC = 0xDD };
enum { MTU = 1280, IPV6_OCTETS = 40, ADDRESS_OCTETS = 16, NEXT_ICMPV6 = 58, ROUTER_SOLICITATION = 133 };
enum { ADVERTISEMENT_OCTETS = 16 + 8 + 32, ADVERTISE_MS = 10000, ADDRESSES = 8 };

static int tun;
static uint8_t prefix[ADDRESS_OCTETS];
static uint8_t seen[ADDRESSES][ADDRESS_OCTETS];
static unsigned seen_count;

static void fail(const char *what)
{
    fprintf(stderr, "slip-tun: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void write_line(const uint8_t *octets, size_t length)
{
    while (length > 0) {
        ssize_t done = write(STDOUT_FILENO, octets, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            exit(0); /* the line is gone */
        octets += done;
        length -= (size_t)done;
    }
}

static void send_frame(const uint8_t *packet, size_t length)
{
    uint8_t frame[2 * MTU + 2];
    size_t used = 0;
    if (length > MTU)
        return;
    frame[used++] = END;
    for (size_t i = 0; i < length; i++) {
        if (packet[i] == END || packet[i] == ESC) {
            frame[used++] = ESC;
            frame[used++] = packet[i] == END ? ESC_END : ESC_ESC;
        } else {
            frame[used++] = packet[i];
        }
    }
    frame[used++] = END;
    write_line(frame, used);
}

/** The Internet check sum over the pseudo-header and an ICMPv6 message (RFC 8200 §8.1). */
static uint16_t checksum(const uint8_t *packet, size_t length)
{
    uint32_t sum = (uint32_t)(length - IPV6_OCTETS) + NEXT_ICMPV6;
    for (size_t i = 8; i < length; i += 2)
        sum += (uint32_t)packet[i] << 8 | (i + 1 < length ? packet[i + 1] : 0);
    while (sum >> 16 != 0)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

static void put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, (uint16_t)(value >> 16));
    put16(at + 2, (uint16_t)value);
}

static void advertise(void)
{
    uint8_t packet[IPV6_OCTETS + ADVERTISEMENT_OCTETS] = {0x60};
    uint8_t *message = packet + IPV6_OCTETS;
    put16(packet + 4, ADVERTISEMENT_OCTETS);
    packet[6] = NEXT_ICMPV6;
    packet[7] = 255;
    inet_pton(AF_INET6, "fe80::1", packet + 8);
    inet_pton(AF_INET6, "ff02::1", packet + 24);
    message[0] = 134;
    message[4] = 64;            /* hop limit */
    put16(message + 6, 1800);   /* router lifetime, s */
    uint8_t *mtu = message + 16;
    mtu[0] = 5;
    mtu[1] = 1;
    put32(mtu + 4, MTU);
    uint8_t *option = mtu + 8;
    option[0] = 3;
    option[1] = 4;
    option[2] = 64;             /* prefix length */
    option[3] = 0xC0;           /* on link, autonomous */
    put32(option + 4, 86400);   /* valid, s */
    put32(option + 8, 14400);   /* preferred, s */
    memcpy(option + 16, prefix, 8);
    put16(message + 2, checksum(packet, sizeof packet));
    send_frame(packet, sizeof packet);
}

/** Says an address once, in the order in which they are first used. */
static void note_source(const uint8_t *source)
{
    static const uint8_t unspecified[ADDRESS_OCTETS];
    char text[INET6_ADDRSTRLEN];
    if (memcmp(source, unspecified, ADDRESS_OCTETS) == 0)
        return;
    for (unsigned i = 0; i < seen_count; i++) {
        if (memcmp(seen[i], source, ADDRESS_OCTETS) == 0)
            return;
    }
    memcpy(seen[seen_count % ADDRESSES], source, ADDRESS_OCTETS);
    seen_count = seen_count < ADDRESSES ? seen_count + 1 : ADDRESSES;
    fprintf(stderr, "address %s\n", inet_ntop(AF_INET6, source, text, sizeof text));
}

/** What the network has for the board now goes to the line. */
static void drain_tun(void)
{
    uint8_t octets[4096];
    struct pollfd file = {.fd = tun, .events = POLLIN};
    while (poll(&file, 1, 0) > 0 && (file.revents & POLLIN) != 0) {
        ssize_t count = read(tun, octets, sizeof octets);
        if (count <= 0)
            return;
        if (octets[0] >> 4 == 6)
            send_frame(octets, (size_t)count);
    }
}

static void take_packet(const uint8_t *packet, size_t length)
{
    if (length > 1 && length < 16 && packet[0] == 0) {
        drain_tun();
        fprintf(stderr, "synced %.*s\n", (int)length - 1, (const char *)packet + 1);
        return;
    }
    if (length < IPV6_OCTETS || packet[0] >> 4 != 6)
        return;
    if (packet[6] == NEXT_ICMPV6 && length > IPV6_OCTETS && packet[IPV6_OCTETS] == ROUTER_SOLICITATION)
        advertise();
    /* A damaged packet is the kernel's to refuse: it fails with EINVAL or by its check sum. */
    if (write(tun, packet, length) == (ssize_t)length)
        note_source(packet + 8);
}

static void take_line(const uint8_t *octets, size_t length)
{
    static uint8_t packet[MTU];
    static size_t used;
    static bool escaped, lost;
    for (size_t i = 0; i < length; i++) {
        uint8_t octet = octets[i];
        if (octet == END) {
            if (!lost && !escaped)
                take_packet(packet, used);
            used = 0;
            escaped = lost = false;
            continue;
        }
        if (!escaped && octet == ESC) {
            escaped = true;
            continue;
        }
        if (escaped && octet != ESC_END && octet != ESC_ESC)
            lost = true;
        if (escaped)
            octet = octet == ESC_END ? END : ESC;
        escaped = false;
        if (used == sizeof packet)
            lost = true;
        else
            packet[used++] = octet;
    }
}

static void open_tun(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    if (strlen(name) >= sizeof request.ifr_name) {
        errno = ENAMETOOLONG;
        fail(name);
    }
    strcpy(request.ifr_name, name);
    tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (tun < 0)
        fail("/dev/net/tun");
    if (ioctl(tun, TUNSETIFF, &request) < 0)
        fail(name);
}

static void carry(void)
{
    uint64_t advertise_ms = now_ms();
    uint8_t octets[4096];
    for (;;) {
        struct pollfd files[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = tun, .events = POLLIN}};
        uint64_t now = now_ms();
        if (now >= advertise_ms) {
            advertise();
            advertise_ms = now + ADVERTISE_MS;
        }
        if (poll(files, 2, (int)(advertise_ms - now)) < 0 && errno != EINTR)
            fail("poll");
        if (files[0].revents != 0) {
            ssize_t count = read(STDIN_FILENO, octets, sizeof octets);
            if (count == 0 || (count < 0 && errno != EINTR))
                return;
            if (count > 0)
                take_line(octets, (size_t)count);
        }
        if ((files[1].revents & POLLIN) != 0)
            drain_tun();
    }
}

int main(int argc, char **argv)
{
    if (argc != 3 || inet_pton(AF_INET6, argv[2], prefix) != 1) {
        fprintf(stderr, "usage: slip-tun INTERFACE PREFIX, as in: slip-tun sep2tun0 fd00:5e2::\n");
        return 2;
    }
    setvbuf(stderr, NULL, _IOLBF, 0);
    open_tun(argv[1]);
    fprintf(stderr, "ready\n");
    carry();
    return 0;
}
