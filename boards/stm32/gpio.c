#include "gpio.h"

#include "rcc.h"
#include "registers.h"

#define GPIO(port) (0x40020000u + 0x400u * (port))
#define MODER 0x00
#define OTYPER 0x04
#define PUPDR 0x0C
#define BSRR 0x18
#define AFR(bit) (0x20 + 4 * ((bit) / 8))

enum mode { MODE_OUTPUT = 1, MODE_ALTERNATE = 2, MODE_ANALOGUE = 3 };

static void set_mode(unsigned port, unsigned bit, enum mode mode)
{
    reg_change(GPIO(port) + MODER, 3u << (2 * bit), (uint32_t)mode << (2 * bit));
}

void gpio_write(unsigned port, unsigned bit, bool high)
{
    reg_write(GPIO(port) + BSRR, 1u << (high ? bit : bit + 16));
}

void gpio_output(unsigned port, unsigned bit)
{
    rcc_enable_gpio(port);
    gpio_write(port, bit, false); /* before the pin drives: a relay must not click at reset */
    reg_change(GPIO(port) + OTYPER, 1u << bit, 0);
    set_mode(port, bit, MODE_OUTPUT);
}

void gpio_alternate(unsigned port, unsigned bit, unsigned function)
{
    rcc_enable_gpio(port);
    unsigned shift = 4 * (bit % 8);
    reg_change(GPIO(port) + AFR(bit), 15u << shift, function << shift);
    reg_change(GPIO(port) + PUPDR, 3u << (2 * bit), 1u << (2 * bit));
    set_mode(port, bit, MODE_ALTERNATE);
}

void gpio_analogue(unsigned port, unsigned bit)
{
    rcc_enable_gpio(port);
    reg_change(GPIO(port) + PUPDR, 3u << (2 * bit), 0);
    set_mode(port, bit, MODE_ANALOGUE);
}
