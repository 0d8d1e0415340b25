/*
 * A program of one page for the emulated STM32F405, without an operating part: it says where it is, sends back what
 * comes on the link, and breaks when it is told to. The tests of the emulator, the monitor and the symboliser run on it, so
 * that they need no firmware image. Registers: RM0090 rev 19, §30.6 (USART).
 */
#include <stdint.h>

#define USART1 0x40011000u /* console */
#define USART2 0x40004400u /* link */
#define USART3 0x40004800u /* conductor */
#define SR(u) (*(volatile uint32_t *)((u) + 0x00))
#define DR(u) (*(volatile uint32_t *)((u) + 0x04))
#define CR1(u) (*(volatile uint32_t *)((u) + 0x0c))
#define SR_RXNE (1u << 5)
#define SR_TXE (1u << 7)
#define CR1_ENABLE ((1u << 13) | (1u << 3) | (1u << 2)) /* UE, TE, RE */
#define AIRCR (*(volatile uint32_t *)0xe000ed0cu)
#define AIRCR_RESET 0x05fa0004u

extern uint32_t stack_top;

static void put(uint32_t usart, char octet) {
    while (!(SR(usart) & SR_TXE)) {
    }
    DR(usart) = (uint8_t)octet;
}

static void say(uint32_t usart, const char *text) {
    while (*text) put(usart, *text++);
}

static void say_hex(const char *name, uint32_t value) {
    say(USART1, name);
    for (int shift = 28; shift >= 0; shift -= 4) put(USART1, "0123456789abcdef"[(value >> shift) & 15]);
}

void hard_fault_c(const uint32_t *frame) {
    say_hex("L7 error board.fault cause=hard pc=0x", frame[6]);
    say_hex(" lr=0x", frame[5]);
    say(USART1, "\n");
    AIRCR = AIRCR_RESET;
    for (;;) {
    }
}

__attribute__((naked)) void hard_fault(void) {
    __asm volatile("mrs r0, msp\n b hard_fault_c");
}

/* Reads where nothing is. */
__attribute__((noinline)) uint32_t break_on_purpose(volatile uint32_t *nowhere) {
    return *nowhere + 1;
}

__attribute__((noinline)) void obey(char command) {
    if (command == 'x') break_on_purpose((volatile uint32_t *)0xf0000000u);
    if (command == 'r') AIRCR = AIRCR_RESET;
}

void start(void) {
    CR1(USART1) = CR1(USART2) = CR1(USART3) = CR1_ENABLE;
    say(USART1, "L5 info board.started cause=power name=bare%20image\n");
    say(USART3, "idle 100\n");
    for (;;) {
        if (SR(USART1) & SR_RXNE) obey((char)DR(USART1));
        if (SR(USART2) & SR_RXNE) put(USART2, (char)DR(USART2));
        if (SR(USART3) & SR_RXNE) {
            say(USART1, "conductor: ");
            put(USART1, (char)DR(USART3));
            say(USART1, "\n");
        }
    }
}

__attribute__((section(".vectors"), used)) const uint32_t *const vectors[16] = {
    &stack_top, (const uint32_t *)start, 0, (const uint32_t *)hard_fault,
};
