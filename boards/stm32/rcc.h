/* Reset and clock control of the STM32F405 (RM0090 §7). clock_start and reset_flags_take are in parts.h. */
#ifndef RCC_H
#define RCC_H

#include <stdint.h>

/* Switches the clock of a block on. */
void rcc_enable_gpio(unsigned port);
void rcc_enable_usart(unsigned number);
void rcc_enable_timer(unsigned number);
void rcc_enable_adc1(void);
void rcc_enable_rng(void);

/* Clock of timers 2 to 5: twice their bus's where that is divided. */
uint32_t rcc_timer_hz(void);

#endif
