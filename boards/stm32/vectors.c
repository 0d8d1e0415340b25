/* Vector table of the STM32F405 (RM0090 §12.2): 82 interrupts. What has no handler of its own is a fault with a number. */
#include <stdint.h>

#include "board_config.h"
#include "usart.h"

typedef void (*handler_t)(void);

extern uint32_t __stack_top[];
void Reset_Handler(void);
void fault_entry(void);
void SysTick_Handler(void);
void console_interrupt(void);
void link_interrupt(void);
/* Only the emulator image has one. */
void conductor_interrupt(void) __attribute__((weak, alias("fault_entry_alias")));

void fault_entry_alias(void);
__attribute__((naked)) void fault_entry_alias(void)
{
    __asm volatile("b fault_entry");
}

/* The frame that the core stacked, for the tick to see what it interrupted: r0 before anything is pushed. */
__attribute__((naked)) void SysTick_Handler(void)
{
    __asm volatile("mov r0, sp\n\tb time_tick");
}

#pragma GCC diagnostic ignored "-Woverride-init"
const handler_t vectors[16 + CFG_INTERRUPTS] __attribute__((section(".vectors"), used)) = {
    [0] = (handler_t)(uintptr_t)__stack_top,
    [1] = Reset_Handler,
    [2 ... 14] = fault_entry,
    [15] = SysTick_Handler,
    [16 ... 15 + CFG_INTERRUPTS] = fault_entry,
    [16 + USART_IRQ(CFG_CONSOLE_USART)] = console_interrupt,
    [16 + USART_IRQ(CFG_LINK_USART)] = link_interrupt,
    [16 + USART_IRQ(CFG_CONDUCTOR_USART)] = conductor_interrupt,
};
