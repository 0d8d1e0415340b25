/* lwIP on gcc, for the board and for the host's tests. */
#ifndef ARCH_CC_H
#define ARCH_CC_H

#include <stdint.h>

/** 32 random bits, from the board's entropy where it works (link.c). */
uint32_t net_random(void);

/** A broken invariant of lwIP: a record with the line and an orderly restart. */
void net_assert_failed(int line) __attribute__((noreturn));

#define LWIP_RAND() net_random()
#define LWIP_PLATFORM_DIAG(message)
/* The message stays out of flash: line and return address name the place. */
#define LWIP_PLATFORM_ASSERT(message) net_assert_failed(__LINE__)
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_INTTYPES_H 0

#endif
