#include "rcc.h"

#include "board_config.h"
#include "parts.h"
#include "registers.h"

#define RCC 0x40023800u
#define RCC_CR (RCC + 0x00)
#define RCC_PLLCFGR (RCC + 0x04)
#define RCC_CFGR (RCC + 0x08)
#define RCC_AHB1ENR (RCC + 0x30)
#define RCC_AHB2ENR (RCC + 0x34)
#define RCC_APB1ENR (RCC + 0x40)
#define RCC_APB2ENR (RCC + 0x44)
#define RCC_CSR (RCC + 0x74)
#define FLASH_ACR 0x40023C00u

#define CR_HSEON (1u << 16)
#define CR_HSERDY (1u << 17)
#define CR_CSSON (1u << 19)
#define CR_PLLON (1u << 24)
#define CR_PLLRDY (1u << 25)
#define PLLCFGR_HSE (1u << 22)
#define CFGR_SW 3u
#define CFGR_SW_PLL 2u
#define CFGR_SWS (3u << 2)
#define CFGR_SWS_PLL (2u << 2)
#define CFGR_PRESCALERS (0xF0u | (7u << 10) | (7u << 13))
#define ACR_LATENCY 7u
#define ACR_CACHES (7u << 8) /* prefetch, instruction cache, data cache */
#define CSR_LSION 1u
#define CSR_RMVF (1u << 24)
#define CSR_BOR (1u << 25)
#define CSR_PIN (1u << 26)
#define CSR_POR (1u << 27)
#define CSR_SOFTWARE (1u << 28)
#define CSR_IWDG (1u << 29)
#define CSR_WWDG (1u << 30)

#define HSI_HZ 16000000u
/* A try takes five cycles or more: at 16 MHz 100 ms, fifty times what the crystal's data sheet allows. */
#define READY_TRIES 320000u

static uint32_t timer_hz = HSI_HZ;

/* The prescaler's code for a divider of 1, 2, 4, 8 or 16. */
static uint32_t divider_code(uint32_t divider)
{
    uint32_t code = 3;
    if (divider <= 1) return 0;
    for (; divider > 1; divider /= 2) code++;
    return code;
}

static void stay_on_hsi(struct clock_tree *clocks, const char *why)
{
    reg_change(RCC_CFGR, CFGR_SW | CFGR_PRESCALERS, 0);
    reg_change(RCC_CR, CR_PLLON | CR_HSEON | CR_CSSON, 0);
    clocks->core_hz = clocks->apb1_hz = clocks->apb2_hz = timer_hz = HSI_HZ;
    clocks->source = why;
}

/* Why the PLL cannot be used; NULL: it clocks the core. */
static const char *switch_to_pll(void)
{
    reg_set(RCC_CR, CR_HSEON);
    if (!reg_await(RCC_CR, CR_HSERDY, CR_HSERDY, READY_TRIES)) return "hsi:hse-not-ready";
    reg_change(FLASH_ACR, ACR_LATENCY, CFG_FLASH_WAIT_STATES | ACR_CACHES);
    if (!reg_await(FLASH_ACR, ACR_LATENCY, CFG_FLASH_WAIT_STATES, READY_TRIES)) return "hsi:flash-wait-states";
    reg_write(RCC_PLLCFGR, PLLCFGR_HSE | CFG_PLL_M | (CFG_PLL_N << 6) | ((CFG_PLL_P / 2 - 1) << 16) | (CFG_PLL_Q << 24));
    reg_set(RCC_CR, CR_PLLON);
    if (!reg_await(RCC_CR, CR_PLLRDY, CR_PLLRDY, READY_TRIES)) return "hsi:pll-not-ready";
    uint32_t prescalers = (divider_code(CFG_APB1_DIVIDER) << 10) | (divider_code(CFG_APB2_DIVIDER) << 13);
    reg_change(RCC_CFGR, CFGR_SW | CFGR_PRESCALERS, CFGR_SW_PLL | prescalers);
    if (!reg_await(RCC_CFGR, CFGR_SWS, CFGR_SWS_PLL, READY_TRIES)) return "hsi:switch-not-ready";
    reg_set(RCC_CR, CR_CSSON); /* a crystal that stops later is an NMI: a fault with a name, then a boot on the HSI */
    return NULL;
}

void clock_start(struct clock_tree *clocks)
{
    const char *why = switch_to_pll();
    if (why != NULL) {
        stay_on_hsi(clocks, why);
        return;
    }
    clocks->core_hz = CFG_CORE_HZ;
    clocks->apb1_hz = CFG_CORE_HZ / CFG_APB1_DIVIDER;
    clocks->apb2_hz = CFG_CORE_HZ / CFG_APB2_DIVIDER;
    clocks->source = "pll-hse";
    timer_hz = CFG_APB1_DIVIDER == 1 ? clocks->apb1_hz : 2 * clocks->apb1_hz;
}

uint32_t rcc_timer_hz(void)
{
    return timer_hz;
}

/* The flags add up until they are cleared, and every reset sets the pin's: the most telling one is taken. */
enum board_reset_cause reset_flags_take(void)
{
    uint32_t flags = reg_read(RCC_CSR);
    reg_set(RCC_CSR, CSR_RMVF);
    if ((flags & (CSR_POR | CSR_BOR)) != 0) return BOARD_RESET_POWER_ON;
    if ((flags & (CSR_IWDG | CSR_WWDG)) != 0) return BOARD_RESET_WATCHDOG;
    if ((flags & CSR_SOFTWARE) != 0) return BOARD_RESET_UNKNOWN;
    return (flags & CSR_PIN) != 0 ? BOARD_RESET_PIN : BOARD_RESET_UNKNOWN;
}

/* The read back lets the clock arrive before the block is used (RM0090 §7.3, errata 2.1.13). */
static void enable(uint32_t address, uint32_t bits)
{
    reg_set(address, bits);
    (void)reg_read(address);
}

void rcc_enable_gpio(unsigned port)
{
    enable(RCC_AHB1ENR, 1u << port);
}

void rcc_enable_usart(unsigned number)
{
    if (number == 1) enable(RCC_APB2ENR, 1u << 4);
    else if (number == 6) enable(RCC_APB2ENR, 1u << 5);
    else enable(RCC_APB1ENR, 1u << (15 + number));
}

void rcc_enable_timer(unsigned number)
{
    enable(RCC_APB1ENR, 1u << (number - 2));
}

void rcc_enable_adc1(void)
{
    enable(RCC_APB2ENR, 1u << 8);
}

void rcc_enable_rng(void)
{
    enable(RCC_AHB2ENR, 1u << 6);
}
