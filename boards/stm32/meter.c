#include "meter.h"

#include "board.h"
#include "board_config.h"
#include "gpio.h"
#include "rcc.h"
#include "record.h"
#include "registers.h"

#define ADC1 0x40012000u
#define ADC_SR (ADC1 + 0x00)
#define ADC_CR2 (ADC1 + 0x08)
#define ADC_SMPR1 (ADC1 + 0x0C)
#define ADC_SQR1 (ADC1 + 0x2C)
#define ADC_SQR3 (ADC1 + 0x34)
#define ADC_DR (ADC1 + 0x4C)
#define ADC_CCR 0x40012304u
#define SR_EOC (1u << 1)
#define CR2_ADON 1u
#define CR2_SWSTART (1u << 30)
#define CCR_DIVIDE_4 (1u << 16)
#define SAMPLE_480_CYCLES 0x07FFFFFFu /* all of channels 10 to 18 */
#define FULL_SCALE 4095u
#define CONVERT_TRIES 20000u /* a conversion takes 492 cycles of 21 MHz, 4,000 of the core's */
#define MW_MS_PER_WH 3600000000u

static uint32_t settled_at;
static uint64_t energy_mw_ms;
static bool told;

/* A reading, 0 to 4095; 0 with one record when the converter does not answer. */
static uint32_t convert(unsigned channel)
{
    reg_write(ADC_SQR3, channel);
    reg_write(ADC_SR, 0);
    reg_set(ADC_CR2, CR2_SWSTART);
    if (reg_await(ADC_SR, SR_EOC, SR_EOC, CONVERT_TRIES)) return reg_read(ADC_DR) & FULL_SCALE;
    if (!told) {
        char text[64];
        struct record record;
        told = true;
        record_begin(&record, text, sizeof text, "error", "meter.not-ready");
        record_number(&record, "channel", channel);
        record_write(&record);
    }
    return 0;
}

static uint32_t voltage_mv(void)
{
#ifdef CFG_VOLTAGE_CHANNEL
    return (uint32_t)((uint64_t)convert(CFG_VOLTAGE_CHANNEL) * CFG_VOLTAGE_FULL_SCALE / FULL_SCALE);
#else
    return 0;
#endif
}

static uint32_t power_mw(void)
{
#ifdef CFG_CURRENT_CHANNEL
    uint64_t current_ma = (uint64_t)convert(CFG_CURRENT_CHANNEL) * CFG_CURRENT_FULL_SCALE / FULL_SCALE;
    return (uint32_t)(current_ma * voltage_mv() / 1000);
#else
    return 0;
#endif
}

static uint32_t temperature_mk(void)
{
#ifdef CFG_TEMPERATURE_CHANNEL
    uint64_t span = (uint64_t)convert(CFG_TEMPERATURE_CHANNEL) * CFG_TEMPERATURE_SPAN_MK / FULL_SCALE;
    return CFG_TEMPERATURE_ZERO_MK + (uint32_t)span;
#else
    return 0;
#endif
}

void meter_start(void)
{
    rcc_enable_adc1();
#ifdef CFG_CURRENT_CHANNEL
    gpio_analogue(CFG_CURRENT_PORT, CFG_CURRENT_BIT);
#endif
#ifdef CFG_VOLTAGE_CHANNEL
    gpio_analogue(CFG_VOLTAGE_PORT, CFG_VOLTAGE_BIT);
#endif
#ifdef CFG_TEMPERATURE_CHANNEL
    gpio_analogue(CFG_TEMPERATURE_PORT, CFG_TEMPERATURE_BIT);
#endif
    reg_write(ADC_CCR, CCR_DIVIDE_4);
    reg_write(ADC_SMPR1, SAMPLE_480_CYCLES);
    reg_write(ADC_SQR1, 0); /* one conversion */
    reg_write(ADC_CR2, CR2_ADON);
    settled_at = board_now_ms();
}

void meter_settle(void)
{
    uint32_t now = board_now_ms();
    energy_mw_ms += (uint64_t)power_mw() * (now - settled_at);
    settled_at = now;
}

uint32_t board_meter_read(unsigned quantity)
{
    meter_settle();
    switch (quantity) {
    case BOARD_POWER_MW:
        return power_mw();
    case BOARD_VOLTAGE_MV:
        return voltage_mv();
    case BOARD_ENERGY_IN_WH:
        return (uint32_t)(energy_mw_ms / MW_MS_PER_WH);
    case BOARD_TEMPERATURE_MK:
        return temperature_mk();
    default:
        return 0;
    }
}
