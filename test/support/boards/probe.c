/*
 * An image that does what it is told on its console, a line a command, and answers `probe <word> <number>`: for tests of
 * startup, time, faults and the emulator's twins without anything above boards/.
 */
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "record.h"
#ifdef PROBE_EMULATOR
#include "semihosting.h"
#endif

#define LINE 96

static uint32_t zeroed;
static uint32_t loaded = 0x5AC0FFEE;
static uint8_t arena[64] BOARD_ARENA;

static void say(const char *word, uint32_t value)
{
    char text[96];
    struct record record;
    record_begin(&record, text, sizeof text, "info", "probe");
    record_text(&record, "word", word);
    record_number(&record, "value", value);
    record_write(&record);
}

/* A line of the console, asleep between octets. */
static void take_line(char *line)
{
    unsigned length = 0;
    for (;;) {
        int octet = board_console_read();
        if (octet == '\n') break;
        if (octet >= 0 && length < LINE - 1) line[length++] = (char)octet;
        if (octet < 0) board_wait(BOARD_FOREVER);
    }
    line[length] = '\0';
}

static __attribute__((noinline)) uint32_t deeper(uint32_t depth)
{
    volatile uint8_t frame[256];
    frame[0] = (uint8_t)depth;
    return depth == 0 ? frame[0] : deeper(depth - 1) + frame[0];
}

static __attribute__((noinline)) void fault_undefined(void)
{
    __asm volatile("movs r4, #44\n\tudf #7");
}

static __attribute__((noinline)) void fault_here(const char *kind)
{
    if (strcmp(kind, "bus") == 0) *(volatile uint32_t *)0x60000000 = 1;
    if (strcmp(kind, "undefined") == 0) fault_undefined();
    if (strcmp(kind, "stack") == 0) (void)deeper(1000);
    if (strcmp(kind, "beyond") == 0) *(volatile uint32_t *)0x20020000 = 1;
    if (strcmp(kind, "execute") == 0) ((void (*)(void))0x60000001)();
    if (strcmp(kind, "null-call") == 0) ((void (*)(void))0x10)();
    if (strcmp(kind, "interrupt") == 0) {
        *(volatile uint32_t *)0xE000E100 = 1u << 3;
        *(volatile uint32_t *)0xE000E200 = 1u << 3; /* pends interrupt 3, which has no handler */
        __asm volatile("dsb\n\tisb");
    }
}

static __attribute__((noinline)) void hang_here(void)
{
    for (;;) __asm volatile("nop");
}

static void flash(const char *what, uint32_t a, uint32_t b)
{
    uint8_t octets[BOARD_FLASH_WORD];
    memcpy(octets, &b, sizeof octets);
    if (strcmp(what, "program") == 0) say("program", (uint32_t)-board_flash_program(a, octets, sizeof octets));
    else if (strcmp(what, "erase") == 0) say("erase", (uint32_t)-board_flash_erase(a));
    else if (board_flash_read(a, octets, sizeof octets) != 0) say("read-failed", 1);
    else {
        memcpy(&b, octets, sizeof octets);
        say("read", b);
    }
}

/* The next word of a line, or NULL; newlib's strtok would bring stdio with it. */
static char *next_word(char **rest)
{
    char *word = *rest;
    if (word == NULL || *word == '\0') return NULL;
    char *end = strchr(word, ' ');
    *rest = end == NULL ? NULL : end + 1;
    if (end != NULL) *end = '\0';
    return word;
}

static void run(char *line)
{
    char *rest = line, *word = next_word(&rest), *a = next_word(&rest), *b = next_word(&rest);
    uint32_t first = a == NULL ? 0 : strtoul(a, NULL, 0), second = b == NULL ? 0 : strtoul(b, NULL, 0);
    if (word == NULL) return;
    if (strcmp(word, "memory") == 0) {
        say("zeroed", zeroed);
        say("loaded", loaded == 0x5AC0FFEE);
        say("arena", (uint32_t)(uintptr_t)arena >= 0x20000000);
        zeroed = loaded = 1;
    } else if (strcmp(word, "stack") == 0) {
        uint32_t before = board_stack_high_water();
        (void)deeper(first);
        say("before", before);
        say("after", board_stack_high_water());
        say("room", board_stack_octets());
    } else if (strcmp(word, "wait") == 0) {
        uint64_t from = board_now_us();
        board_wait(board_now_ms() + first);
        say("waited", (uint32_t)(board_now_us() - from));
    } else if (strcmp(word, "steps") == 0) { /* the clock never goes back */
        uint64_t last = board_now_us();
        uint32_t backwards = 0;
        for (uint32_t i = 0; i < first; i++) {
            uint64_t now = board_now_us();
            if (now < last) backwards++;
            last = now;
        }
        say("backwards", backwards);
    } else if (strcmp(word, "entropy") == 0) {
        uint32_t octets = 0;
        say("entropy", board_entropy(&octets, sizeof octets));
        say("octets", octets);
    } else if (strcmp(word, "relay") == 0) board_relay_set(first, (uint16_t)second);
    else if (strcmp(word, "led") == 0) board_led_set(first != 0);
    else if (strcmp(word, "meter") == 0) say("meter", board_meter_read(first));
    else if (strcmp(word, "fault") == 0) fault_here(a);
    else if (strcmp(word, "restart") == 0) board_restart(a);
    else if (strcmp(word, "watchdog") == 0) board_watchdog_start(first);
    else if (strcmp(word, "hang") == 0) hang_here();
    else if (strcmp(word, "kick") == 0) board_watchdog_kick();
    else if (strcmp(word, "spin") == 0) {
        uint32_t from = board_now_ms();
        board_watchdog_kick();
        while (board_now_ms() - from < first) continue;
        board_watchdog_kick();
    }
    else if (strcmp(word, "kicking") == 0) { /* sleeps as the main loop does */
        uint32_t until = board_now_ms() + first;
        while ((int32_t)(until - board_now_ms()) > 0) {
            board_watchdog_kick();
            board_wait(until);
        }
        say("kicked", board_now_ms() - until < 1000);
    } else if (strcmp(word, "echo") == 0) {
        uint8_t octets[64];
        size_t count = 0;
        while (count < first) {
            count += board_link_read(octets + count, first - count);
            if (count < first) board_wait(BOARD_FOREVER);
        }
        say("echoed", board_link_write(octets, count));
    } else if (strcmp(word, "program") == 0 || strcmp(word, "erase") == 0 || strcmp(word, "read") == 0) flash(word, first, second);
#ifdef PROBE_EMULATOR
    else if (strcmp(word, "exit") == 0) semi_exit((int32_t)first);
#endif
    else say("unknown", 0);
}

int main(void)
{
    static char line[LINE];
    board_init();
    say("ready", (uint32_t)board_reset_cause());
    for (;;) {
        take_line(line);
        run(line);
        say("done", 0);
    }
}
