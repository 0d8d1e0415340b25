/*
 * Runs a driver script against the model: each argument is a command, its answer a line. What the drivers ask of
 * boards/common (time, supervisor) is given here, with a clock that the script sets.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "model.h"
#include "parts.h"
#include "registers.h"

static uint32_t now;
static unsigned wakes;
static uint32_t supervised;
static struct clock_tree clocks = {16000000, 16000000, 16000000, "none"};

void link_interrupt(void);
void console_interrupt(void);

uint32_t board_now_ms(void) { return now; }
void time_wake(void) { wakes++; }
void supervisor_start(uint32_t timeout_ms) { supervised = timeout_ms; }
void supervisor_kick(void) {}
uint32_t supervisor_timeout_ms(void) { return supervised; }

static void print_hex(const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) printf("%02x", octets[i]);
}

static size_t from_hex(const char *text, uint8_t *octets, size_t room)
{
    size_t count = 0;
    for (; text[0] != '\0' && text[1] != '\0' && count < room; text += 2) {
        char pair[] = {text[0], text[1], '\0'};
        octets[count++] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return count;
}

static const struct { const char *name; long *value; } knob_names[] = {
    {"hse.after", &knobs.hse_after}, {"pll.after", &knobs.pll_after}, {"switch.after", &knobs.switch_after},
    {"wait-states.stuck", &knobs.wait_states_stuck}, {"usart.after", &knobs.usart_after},
    {"rng.after", &knobs.rng_after}, {"rng.stuck", &knobs.rng_stuck}, {"rng.seed-errors", &knobs.rng_seed_errors},
    {"rng.clock-error", &knobs.rng_clock_error}, {"flash.after", &knobs.flash_after},
    {"flash.lock-stuck", &knobs.flash_lock_stuck}, {"flash.protected", &knobs.flash_protected},
    {"flash.sequence", &knobs.flash_sequence}, {"flash.wear", &knobs.flash_wear}, {"iwdg.after", &knobs.iwdg_after},
    {"adc.after", &knobs.adc_after}, {"adc.10", &knobs.adc[10]}, {"adc.11", &knobs.adc[11]}, {"adc.12", &knobs.adc[12]},
};

static bool set_knob(const char *name, long value)
{
    for (size_t i = 0; i < sizeof knob_names / sizeof knob_names[0]; i++) {
        if (strcmp(knob_names[i].name, name) != 0) continue;
        *knob_names[i].value = value;
        return true;
    }
    return false;
}

static void say_flash(const char *word, unsigned long first, const char *hex)
{
    uint8_t octets[512];
    if (strcmp(word, "program") == 0) {
        size_t length = from_hex(hex, octets, sizeof octets);
        printf("%d\n", board_flash_program((uint32_t)first, octets, length));
    } else if (strcmp(word, "erase") == 0) {
        printf("%d\n", board_flash_erase((unsigned)first));
    } else {
        size_t length = strtoul(hex, NULL, 0);
        int result = board_flash_read((uint32_t)first, octets, length);
        printf("%d ", result);
        if (result == 0) print_hex(octets, length);
        printf("\n");
    }
}

static void say_entropy(size_t length)
{
    uint8_t octets[256];
    memset(octets, 0x55, sizeof octets);
    bool done = board_entropy(octets, length);
    printf("%s %s ", done ? "true" : "false", board_entropy_fault());
    print_hex(octets, length);
    printf("\n");
}

static void say_link_read(size_t room)
{
    uint8_t octets[4096];
    size_t count = board_link_read(octets, room);
    print_hex(octets, count);
    printf("\n");
}

static void say_sent(unsigned usart)
{
    unsigned length;
    const char *sent = model_sent(usart, &length);
    for (unsigned i = 0; i < length; i++) {
        if (sent[i] == '\n') printf("|");
        else printf("%c", sent[i]);
    }
    printf("\n");
}

/* Octets `hex` come in on the link, each with `status` shown beside it. */
static void receive(const char *hex, uint32_t status)
{
    uint8_t octets[4096];
    size_t length = from_hex(hex, octets, sizeof octets);
    for (size_t i = 0; i < length; i++) {
        model_receive(2, octets[i], status);
        link_interrupt();
    }
    printf("%u\n", wakes);
}

static bool run(const char *word, const char *a, const char *b)
{
    unsigned long first = strtoul(a, NULL, 0);
    if (strcmp(word, "knob") == 0) return set_knob(a, strtol(b, NULL, 0));
    if (strcmp(word, "time") == 0) now = (uint32_t)first;
    else if (strcmp(word, "poke") == 0) reg_write((uint32_t)first, (uint32_t)strtoul(b, NULL, 0));
    else if (strcmp(word, "peek") == 0) printf("0x%" PRIx32 "\n", reg_read((uint32_t)first));
    else if (strcmp(word, "clock") == 0) {
        clock_start(&clocks);
        printf("%s %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", clocks.source, clocks.core_hz, clocks.apb1_hz, clocks.apb2_hz);
    } else if (strcmp(word, "cause") == 0) printf("%d\n", (int)reset_flags_take());
    else if (strcmp(word, "outputs") == 0) outputs_start();
    else if (strcmp(word, "usarts") == 0) usarts_start(&clocks);
    else if (strcmp(word, "relay") == 0) board_relay_set((unsigned)first, (uint16_t)strtoul(b, NULL, 0));
    else if (strcmp(word, "led") == 0) board_led_set(first != 0);
    else if (strcmp(word, "meter") == 0) printf("%" PRIu32 "\n", board_meter_read((unsigned)first));
    else if (strcmp(word, "entropy") == 0) say_entropy(first);
    else if (strcmp(word, "program") == 0 || strcmp(word, "erase") == 0 || strcmp(word, "read") == 0) say_flash(word, first, b);
    else if (strcmp(word, "erases") == 0) printf("%u\n", counts.erases[first]);
    else if (strcmp(word, "watchdog") == 0) board_watchdog_start((uint32_t)first);
    else if (strcmp(word, "kick") == 0) board_watchdog_kick();
    else if (strcmp(word, "kicks") == 0) printf("%u\n", counts.kicks);
    else if (strcmp(word, "supervised") == 0) printf("%" PRIu32 "\n", supervised);
    else if (strcmp(word, "receive") == 0) receive(a, (uint32_t)strtoul(b, NULL, 0));
    else if (strcmp(word, "link-read") == 0) say_link_read(first);
    else if (strcmp(word, "link-write") == 0) printf("%s\n", board_link_write(a, strlen(a)) ? "true" : "false");
    else if (strcmp(word, "link-faults") == 0) {
        struct board_link_faults faults = board_link_faults();
        printf("full %" PRIu32 " overrun %" PRIu32 " line %" PRIu32 "\n", faults.ring_full, faults.overrun, faults.line);
    } else if (strcmp(word, "say") == 0) board_console_write(a, strlen(a));
    else if (strcmp(word, "sent") == 0) say_sent((unsigned)first);
    else if (strcmp(word, "reads") == 0) {
        printf("%lu\n", counts.reads);
        counts.reads = 0;
    } else if (strcmp(word, "violations") == 0) printf("%u\n", counts.violations);
    else return false;
    return true;
}

int main(int argc, char **argv)
{
    static char empty[] = "";
    model_reset();
    for (int i = 1; i < argc; i++) {
        char *word = strtok(argv[i], " ");
        char *a = strtok(NULL, " ");
        char *b = strtok(NULL, " ");
        if (word == NULL || !run(word, a == NULL ? empty : a, b == NULL ? empty : b)) {
            fprintf(stderr, "not understood: %s\n", argv[i]);
            return 2;
        }
    }
    return 0;
}
