/* Pins of the STM32F4 (RM0090 §8). `port`: 0 is A; `bit`: 0 to 15. The port's clock is switched on by each of these. */
#ifndef GPIO_H
#define GPIO_H

#include <stdbool.h>

/* Push-pull output that starts low. */
void gpio_output(unsigned port, unsigned bit);
void gpio_write(unsigned port, unsigned bit, bool high);
/* Pin of a block, `function` 0 to 15; with a pull-up, so that an open input of a USART idles. */
void gpio_alternate(unsigned port, unsigned bit, unsigned function);
void gpio_analogue(unsigned port, unsigned bit);

#endif
