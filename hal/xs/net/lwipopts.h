/*
 * lwIP for a device: IPv6 alone, no operating system, one SLIP link, two TCP connections, three UDP sockets.
 *
 * Everything lies in static pools: past one comes a refusal by name (hal/xs/net/net_tcp.h, net_udp.h), a dropped frame
 * that is counted (link.h), or a retransmission. Sizes follow from stack/core/limits.ts, BOARD_LIMITS.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include <stdint.h>

/* The main loop alone touches lwIP: no threads, no locks, and timers that link.c runs when something is due. */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_NETIF_TX_SINGLE_PBUF 0
#define LWIP_NETIF_API 0

/* Protocols. */
#define LWIP_IPV4 0
#define LWIP_IPV6 1
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_RAW 0
#define LWIP_DNS 0
#define LWIP_IPV6_DHCP6 0
#define LWIP_TCP 1
#define LWIP_UDP 1
#define LWIP_ICMP6 1
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 1
/* One interface: an address needs no zone to be understood. */
#define LWIP_IPV6_SCOPES 0
/* RFC 8200 §5: a node takes fragmented packets up to 1,500 octets. It sends none that need fragments. */
#define LWIP_IPV6_REASS 1
/* The host's pointers are too long to lie in a fragment's header. */
#define IPV6_FRAG_COPYHEADER (UINTPTR_MAX > 0xFFFFFFFFu)
#define LWIP_IPV6_FRAG 0
#define MEMP_NUM_REASSDATA 1
#define IP_REASS_MAX_PBUFS 6
/* RFC 4862 §5.4: no duplicate address detection on a link of two ends with an EUI-64 (RFC 6775 §8.2). */
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_IPV6_NUM_ADDRESSES 3
#define LWIP_ND6_QUEUEING 0
#define LWIP_ND6_NUM_NEIGHBORS 4
#define LWIP_ND6_NUM_DESTINATIONS 4
#define LWIP_ND6_NUM_PREFIXES 2
#define LWIP_ND6_NUM_ROUTERS 2
#define MEMP_NUM_MLD6_GROUP 4

/* Octets. A frame of LINK_MTU (link.h) takes four pool buffers; two whole frames, a datagram and acknowledgements fit. */
#define MEM_ALIGNMENT 4
#define PBUF_LINK_HLEN 0
#define PBUF_LINK_ENCAPSULATION_HLEN 0
#define PBUF_POOL_BUFSIZE 320
#define PBUF_POOL_SIZE 12
#define MEMP_NUM_PBUF 2
#ifndef MEM_SIZE
#define MEM_SIZE 8192
#endif

/* 1,280 less the headers of IPv6 and TCP. */
#define TCP_MSS 1220
#define TCP_WND (2 * TCP_MSS)
/* The largest request of BOARD_LIMITS: a head of 1,024, a body of 4,096, and six TLS records around them. */
#ifndef TCP_SND_BUF
#define TCP_SND_BUF (5 * TCP_MSS)
#endif
#define TCP_SND_QUEUELEN 20
#define MEMP_NUM_TCP_SEG 20
#define TCP_OVERSIZE 0
/* What arrives out of order is sent again: on one serial link it only happens after a loss. */
#define TCP_QUEUE_OOSEQ 0
#define LWIP_TCP_RTO_TIME 1000
/* 1 + 2 + 4 + 8 + 16 s, then `timeout`. */
#define TCP_SYNMAXRTX 5
#define TCP_MAXRTX 8
#define TCP_MSL 5000
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1
/* Two connections, and two more that wait out their 2 MSL. */
#ifndef MEMP_NUM_TCP_PCB
#define MEMP_NUM_TCP_PCB 4
#endif
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_UDP_PCB 3
/* Several groups share the port of multicast DNS. */
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 1

/* Counters that tell what the link did to us; high-water marks of the pools. */
#define LWIP_STATS 1
#define LWIP_STATS_DISPLAY 0
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IPFRAG_STATS 0
#define IP_STATS 0
#define ICMP_STATS 0
#define IGMP_STATS 0
#define SYS_STATS 0
#define MLD6_STATS 0
#define ND6_STATS 0
#define IP6_FRAG_STATS 0
#define IP6_STATS 1
#define ICMP6_STATS 1
#define TCP_STATS 1
#define UDP_STATS 1
#define MEM_STATS 1
#define MEMP_STATS 1

#define LWIP_HOOK_FILENAME "net_hooks.h"

#endif
