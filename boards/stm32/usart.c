#include "usart.h"

#include "board_config.h"
#include "registers.h"
#ifndef BOARD_HOST_MODEL
#include "cortex_m.h"
#endif

/* Offsets (RM0090 §30.6). */
#define SR 0x00
#define DR 0x04
#define BRR 0x08
#define CR1 0x0C
#define CR2 0x10
#define CR3 0x14

#define SR_FE (1u << 1)
#define SR_NF (1u << 2)
#define SR_ORE (1u << 3)
#define SR_RXNE (1u << 5)
#define SR_TXE (1u << 7)
#define CR1_UE (1u << 13)
#define CR1_RXNEIE (1u << 5)
#define CR1_TE (1u << 3)
#define CR1_RE (1u << 2)
#define CR3_RTSE (1u << 8)

static const uint32_t bases[] = {0, 0x40011000, 0x40004400, 0x40004800, 0x40004C00, 0x40005000, 0x40011400};

#define CONSOLE_RING 128
static struct usart console, link;
static uint8_t console_ring[CONSOLE_RING], link_ring[BOARD_LINK_RING];

void usart_start(struct usart *port, unsigned number, uint32_t baud, const struct clock_tree *clocks, uint8_t *ring,
                 uint32_t size, bool rts)
{
    uint32_t hz = number == 1 || number == 6 ? clocks->apb2_hz : clocks->apb1_hz;
    port->base = bases[number];
    /* A read takes four cycles at least and an octet ten bits: a try a cycle is four times its time or more. */
    port->tries = clocks->core_hz / baud * 10;
    port->rx.octets = ring;
    port->rx.mask = size - 1;
    reg_write(port->base + CR1, 0);
    reg_write(port->base + CR2, 0);
    reg_write(port->base + CR3, rts ? CR3_RTSE : 0);
    reg_write(port->base + BRR, (hz + baud / 2) / baud);
    reg_write(port->base + CR1, CR1_UE | CR1_RXNEIE | CR1_TE | CR1_RE);
}

void usart_listen(unsigned number)
{
#ifndef BOARD_HOST_MODEL
    unsigned irq = (unsigned)USART_IRQ(number);
    NVIC_IPR(irq) = 0x20; /* above the tick */
    NVIC_ISER(irq / 32) = 1u << (irq % 32);
#else
    (void)number;
#endif
}

bool usart_write(struct usart *port, const uint8_t *octets, size_t length)
{
    if (port->base == 0) return false; /* a fault before the port was started */
    for (size_t i = 0; i < length; i++) {
        if (!reg_await(port->base + SR, SR_TXE, SR_TXE, port->tries)) return false;
        reg_write(port->base + DR, octets[i]);
    }
    return true;
}

bool usart_interrupt(struct usart *port)
{
    uint32_t status = reg_read(port->base + SR);
    if ((status & (SR_RXNE | SR_ORE)) == 0) return false;
    uint8_t octet = (uint8_t)reg_read(port->base + DR); /* this read, after that of SR, clears the flags */
    if ((status & SR_ORE) != 0) port->faults.overrun++;
    if ((status & SR_RXNE) == 0) return false;
    if ((status & (SR_FE | SR_NF)) != 0) {
        port->faults.line++;
        return false;
    }
    if (!ring_put(&port->rx, octet)) {
        port->faults.ring_full++;
        return false;
    }
    return true;
}

void usarts_start(const struct clock_tree *clocks)
{
    usart_start(&console, CFG_CONSOLE_USART, CFG_CONSOLE_BAUD, clocks, console_ring, CONSOLE_RING, false);
#ifdef CFG_LINK_RTS_PORT
    const bool rts = true;
#else
    const bool rts = false;
#endif
    usart_start(&link, CFG_LINK_USART, CFG_LINK_BAUD, clocks, link_ring, BOARD_LINK_RING, rts);
    usart_listen(CFG_CONSOLE_USART);
    usart_listen(CFG_LINK_USART);
}

void console_interrupt(void);
void console_interrupt(void)
{
    if (usart_interrupt(&console)) time_wake();
}

void link_interrupt(void);
void link_interrupt(void)
{
    if (usart_interrupt(&link)) time_wake();
}

void board_console_write(const void *octets, size_t length)
{
    (void)usart_write(&console, octets, length);
}

int board_console_read(void)
{
    return ring_take(&console.rx);
}

size_t board_link_read(void *octets, size_t room)
{
    uint8_t *to = octets;
    size_t count = 0;
    while (count < room) {
        int octet = ring_take(&link.rx);
        if (octet < 0) break;
        to[count++] = (uint8_t)octet;
    }
    return count;
}

bool board_link_write(const void *octets, size_t length)
{
    return usart_write(&link, octets, length);
}

struct board_link_faults board_link_faults(void)
{
    return link.faults;
}
