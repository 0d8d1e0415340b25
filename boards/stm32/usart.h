/* USARTs of the STM32F4 (RM0090 §30): polled output with a bound, input by interrupt into a ring. */
#ifndef USART_H
#define USART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parts.h"
#include "ring.h"

/* A port and what it lost. */
struct usart {
    uint32_t base;
    uint32_t tries; /* reads of the status for one octet to leave: at least two octets' time */
    struct ring rx;
    struct board_link_faults faults;
};

/* Peripheral `number` (1 to 6) at `baud`, 8N1, input on. `ring` holds `size` octets, a power of two. `rts`: the port holds
 * its sender back while an octet waits to be taken. */
void usart_start(struct usart *port, unsigned number, uint32_t baud, const struct clock_tree *clocks, uint8_t *ring,
                 uint32_t size, bool rts);

/* Enables the port's interrupt in the NVIC. */
void usart_listen(unsigned number);

/* False: an octet did not leave in its time; the rest is dropped. */
bool usart_write(struct usart *port, const uint8_t *octets, size_t length);

/* What the port's interrupt does; true when an octet came into the ring. */
bool usart_interrupt(struct usart *port);

/* Interrupt number of a peripheral. */
#define USART_IRQ(number) ((number) <= 3 ? 36 + (number) : (number) <= 5 ? 48 + (number) : 71)

#endif
