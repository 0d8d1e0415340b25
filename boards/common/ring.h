/* Ring of octets between one interrupt (puts) and the main loop (takes). The size is a power of two. */
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

struct ring {
    uint8_t *octets;
    uint32_t mask; /* size - 1 */
    volatile uint32_t put;
    volatile uint32_t taken;
};

/* False: full, the octet is lost. */
static inline bool ring_put(struct ring *ring, uint8_t octet)
{
    uint32_t put = ring->put;
    if (put - ring->taken > ring->mask) return false;
    ring->octets[put & ring->mask] = octet;
    __asm volatile("" : : : "memory");
    ring->put = put + 1;
    return true;
}

/* The next octet, or -1. */
static inline int ring_take(struct ring *ring)
{
    uint32_t taken = ring->taken;
    if (taken == ring->put) return -1;
    int octet = ring->octets[taken & ring->mask];
    __asm volatile("" : : : "memory");
    ring->taken = taken + 1;
    return octet;
}

static inline bool ring_empty(const struct ring *ring)
{
    return ring->taken == ring->put;
}

#endif
