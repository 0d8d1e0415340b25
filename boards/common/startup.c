/*
 * From reset to main on any Cortex-M4 with FPU: stack painted, data loaded, bss cleared, FPU on, guards set. Reset_Handler
 * is naked because it paints the stack that a compiled function would stand on.
 */
#include <stdint.h>

#include "board.h"
#include "cortex_m.h"
#include "parts.h"

#define STACK_PAINT 0xA5C3A5C3u
#define STACK_CANARY_WORDS 8

extern uint32_t __stack_bottom[], __stack_top[];
extern uint32_t __data_start[], __data_end[], __data_load[];
extern uint32_t __bss_start[], __bss_end[];
extern const uint32_t vectors[];

extern void __libc_init_array(void) __attribute__((weak));
int main(void);

void reset_continue(void) __attribute__((noreturn, used));

__attribute__((naked, noreturn)) void Reset_Handler(void)
{
    __asm volatile(
        "cpsid i\n\t"
        "ldr r0, =__stack_top\n\t"
        "msr msp, r0\n\t"
        "ldr r1, =__stack_bottom\n\t"
        "ldr r2, =0xA5C3A5C3\n"
        "1:\n\t"
        "cmp r1, r0\n\t"
        "bhs 2f\n\t"
        "str r2, [r1], #4\n\t"
        "b 1b\n"
        "2:\n\t"
        "b reset_continue\n\t"
        ".ltorg");
}

void reset_continue(void)
{
    SCB_CPACR |= 0xFu << 20; /* full access to the FPU, before any code that the compiler may let use it */
    barrier();
    const uint32_t *from = __data_load;
    for (uint32_t *to = __data_start; to < __data_end;) *to++ = *from++;
    for (uint32_t *to = __bss_start; to < __bss_end;) *to++ = 0;
    SCB_VTOR = (uint32_t)(uintptr_t)vectors;
    guard_start();
    barrier();
    __asm volatile("cpsie i");
    if (__libc_init_array != 0) __libc_init_array();
    (void)main();
    board_restart("main-returned");
}

uint32_t board_stack_octets(void)
{
    return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)__stack_bottom);
}

uint32_t board_stack_high_water(void)
{
    /* The MPU denies the lowest words. */
    const uint32_t *word = __stack_bottom + STACK_CANARY_WORDS;
    while (word < __stack_top && *word == STACK_PAINT) word++;
    return (uint32_t)((uintptr_t)__stack_top - (uintptr_t)word);
}

bool stack_intact(void)
{
    return __stack_bottom[STACK_CANARY_WORDS] == STACK_PAINT;
}
