/*
 * Twins of relay, light and meter. Changes become records: `relay.set index=0 permille=1000`, `led.set on=1`. The meter is a
 * model: a resistive load of 1.8 kW at 230 V behind relay 0, in a medium of 5 kWh/K that gives to a room of 18 °C. The medium
 * begins at 21 °C, or where the file `medium` of the machine's folder says, in mK.
 */
#include "board.h"
#include "board_config.h"
#include "parts.h"
#include "record.h"
#include "semihosting.h"

#define LOAD_MW 1800000u
#define IDLE_MW 1200u /* the board's own supply */
#define VOLTAGE_MV 230000u
#define ROOM_MK 291150
#define MEDIUM_MK 294150
#define HEATED_MK 30000 /* the medium settles this much above the room at full power */
#define TIME_CONSTANT_MS 3600000.0

static uint16_t permille[CFG_RELAYS];
static bool led;
static uint32_t settled_at; /* ms until which the model has run */
static uint64_t energy_mw_ms;
static double medium_mk = MEDIUM_MK;

static uint32_t power_mw(void)
{
    return IDLE_MW + LOAD_MW / 1000 * permille[0];
}

/* Runs the model until now: first-order approach of the medium to where the present power takes it. */
static void settle(void)
{
    uint32_t now = board_now_ms();
    uint32_t ms = now - settled_at;
    settled_at = now;
    energy_mw_ms += (uint64_t)power_mw() * ms;
    double target = ROOM_MK + (double)HEATED_MK * permille[0] / 1000;
    double x = (double)ms / TIME_CONSTANT_MS;
    medium_mk = (medium_mk + x * target) / (1 + x); /* implicit Euler: stable for any step */
}

static void tell(const char *level, const char *code, const char *key, uint32_t first, const char *other, uint32_t second)
{
    char text[96];
    struct record record;
    record_begin(&record, text, sizeof text, level, code);
    record_number(&record, key, first);
    if (other != NULL) record_number(&record, other, second);
    record_write(&record);
}

/* The number in the file `medium`, or `otherwise`. */
static double medium_of_file(double otherwise)
{
    int32_t handle = semi_open("medium", SEMI_READ);
    if (handle < 0) return otherwise;
    uint32_t value = 0;
    char digit;
    while (semi_read(handle, &digit, 1) && digit >= '0' && digit <= '9') value = value * 10 + (uint32_t)(digit - '0');
    semi_close(handle);
    return value == 0 ? otherwise : value;
}

void outputs_start(void)
{
    settled_at = board_now_ms();
    medium_mk = medium_of_file(MEDIUM_MK);
}

void board_relay_set(unsigned index, uint16_t share)
{
    if (index >= CFG_RELAYS || share > 1000) {
        tell("error", "relay.refused", "index", index, "permille", share);
        return;
    }
    settle();
    if (permille[index] == share) return;
    permille[index] = share;
    tell("info", "relay.set", "index", index, "permille", share);
}

void board_led_set(bool on)
{
    if (led == on) return;
    led = on;
    tell("debug", "led.set", "on", on, NULL, 0);
}

uint32_t board_meter_read(unsigned quantity)
{
    settle();
    switch (quantity) {
    case BOARD_POWER_MW:
        return power_mw();
    case BOARD_VOLTAGE_MV:
        return VOLTAGE_MV;
    case BOARD_ENERGY_IN_WH:
        return (uint32_t)(energy_mw_ms / 3600000000u);
    case BOARD_TEMPERATURE_MK:
        return (uint32_t)medium_mk;
    default:
        return 0;
    }
}
