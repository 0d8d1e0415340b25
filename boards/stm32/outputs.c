/*
 * Loads, light and the pins of the ports. A load is a pin that switches, or a channel of timers 2 to 5 in PWM mode 1 with a
 * thousand steps a period (RM0090 §18.3.9).
 */
#include "board.h"
#include "board_config.h"
#include "gpio.h"
#include "meter.h"
#include "parts.h"
#include "rcc.h"
#include "record.h"
#include "registers.h"

#define TIM(number) (0x40000000u + 0x400u * ((number) - 2))
#define TIM_CR1 0x00
#define TIM_EGR 0x14
#define TIM_CCMR(channel) (0x18 + 4 * (((channel) - 1) / 2))
#define TIM_CCER 0x20
#define TIM_PSC 0x28
#define TIM_ARR 0x2C
#define TIM_CCR(channel) (0x34 + 4 * ((channel) - 1))
#define CR1_CEN 1u
#define CR1_ARPE (1u << 7)
#define CCMR_PWM1_PRELOAD 0x68u
#define STEPS 1000u
#define SWITCH_ON_FROM 500

static const struct {
    uint8_t port, bit, alternate, timer, channel;
    uint16_t hertz;
} relays[] = CFG_RELAY_TABLE;

static void start_pwm(unsigned timer, unsigned channel, unsigned hertz)
{
    rcc_enable_timer(timer);
    uint32_t base = TIM(timer);
    reg_write(base + TIM_PSC, rcc_timer_hz() / (STEPS * hertz) - 1);
    reg_write(base + TIM_ARR, STEPS - 1);
    unsigned shift = 8 * ((channel - 1) % 2);
    reg_change(base + TIM_CCMR(channel), 0xFFu << shift, CCMR_PWM1_PRELOAD << shift);
    reg_write(base + TIM_CCR(channel), 0);
    reg_set(base + TIM_CCER, 1u << (4 * (channel - 1)));
    reg_write(base + TIM_EGR, 1);
    reg_set(base + TIM_CR1, CR1_ARPE | CR1_CEN);
}

void outputs_start(void)
{
#ifdef CFG_HEADER_POWER_PORT
    gpio_output(CFG_HEADER_POWER_PORT, CFG_HEADER_POWER_BIT);
    gpio_write(CFG_HEADER_POWER_PORT, CFG_HEADER_POWER_BIT, true);
#endif
    gpio_output(CFG_LED_PORT, CFG_LED_BIT);
    for (unsigned i = 0; i < CFG_RELAYS; i++) {
        if (relays[i].timer == 0) {
            gpio_output(relays[i].port, relays[i].bit);
        } else {
            start_pwm(relays[i].timer, relays[i].channel, relays[i].hertz);
            gpio_alternate(relays[i].port, relays[i].bit, relays[i].alternate);
        }
    }
    rcc_enable_usart(CFG_CONSOLE_USART);
    gpio_alternate(CFG_CONSOLE_TX_PORT, CFG_CONSOLE_TX_BIT, CFG_CONSOLE_ALTERNATE);
    gpio_alternate(CFG_CONSOLE_RX_PORT, CFG_CONSOLE_RX_BIT, CFG_CONSOLE_ALTERNATE);
    rcc_enable_usart(CFG_LINK_USART);
    gpio_alternate(CFG_LINK_TX_PORT, CFG_LINK_TX_BIT, CFG_LINK_ALTERNATE);
    gpio_alternate(CFG_LINK_RX_PORT, CFG_LINK_RX_BIT, CFG_LINK_ALTERNATE);
#ifdef CFG_LINK_RTS_PORT
    gpio_alternate(CFG_LINK_RTS_PORT, CFG_LINK_RTS_BIT, CFG_LINK_ALTERNATE);
#endif
    meter_start();
}

void board_relay_set(unsigned index, uint16_t permille)
{
    if (index >= CFG_RELAYS || permille > STEPS) {
        char text[80];
        struct record record;
        record_begin(&record, text, sizeof text, "error", "relay.refused");
        record_number(&record, "index", index);
        record_number(&record, "permille", permille);
        record_write(&record);
        return;
    }
    meter_settle();
    if (relays[index].timer == 0) gpio_write(relays[index].port, relays[index].bit, permille >= SWITCH_ON_FROM);
    else reg_write(TIM(relays[index].timer) + TIM_CCR(relays[index].channel), permille);
}

void board_led_set(bool on)
{
    gpio_write(CFG_LED_PORT, CFG_LED_BIT, on);
}
