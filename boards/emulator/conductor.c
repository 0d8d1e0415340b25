/*
 * The conductor's line, USART3: when the board sleeps it writes `idle <until_ms> <n>` (`idle - <n>` without a deadline), n counting
 * its sleeps; whoever listens may answer `skip <ms> <n>`, and the board's time moves on by that much, never past the deadline of the
 * sleep it is in. The board then writes `now <ms> skipped <ms>`: 0 where it has woken since. Nobody listening, nothing changes.
 */
#include "board_config.h"
#include "parts.h"
#include "usart.h"

#define RING 64
#define LINE 32

static struct usart port;
static uint8_t ring[RING];
static char line[LINE];
static unsigned length;
static uint32_t sleeps;

void conductor_start(const struct clock_tree *clocks)
{
    usart_start(&port, CFG_CONDUCTOR_USART, CFG_CONDUCTOR_BAUD, clocks, ring, RING, false);
    usart_listen(CFG_CONDUCTOR_USART);
}

void conductor_interrupt(void);
/* Wakes nobody: a sleep looks here by itself after every interrupt. */
void conductor_interrupt(void)
{
    (void)usart_interrupt(&port);
}

static unsigned put(char *text, const char *word)
{
    unsigned count = 0;
    while (word[count] != '\0') {
        text[count] = word[count];
        count++;
    }
    return count;
}

static unsigned put_number(char *text, uint32_t value)
{
    char digits[10];
    unsigned count = 0, at = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0) text[at++] = digits[--count];
    return at;
}

void conductor_idle(uint32_t until_ms)
{
    char text[36];
    unsigned at = put(text, "idle ");
    if (until_ms == BOARD_FOREVER) text[at++] = '-';
    else at += put_number(text + at, until_ms);
    text[at++] = ' ';
    at += put_number(text + at, ++sleeps);
    text[at++] = '\n';
    (void)usart_write(&port, (const uint8_t *)text, at);
}

void conductor_skipped(uint32_t skipped_ms, uint32_t now_ms)
{
    char text[48];
    unsigned at = put(text, "now ");
    at += put_number(text + at, now_ms);
    at += put(text + at, " skipped ");
    at += put_number(text + at, skipped_ms);
    text[at++] = '\n';
    (void)usart_write(&port, (const uint8_t *)text, at);
}

/* The digits from `at` on as a number; `at` then stands behind them. */
static uint32_t number_at(unsigned *at)
{
    uint32_t number = 0;
    for (; *at < length && line[*at] >= '0' && line[*at] <= '9'; (*at)++) number = number * 10 + (uint32_t)(line[*at] - '0');
    return number;
}

/* The milliseconds of `skip <ms> <n>`; 0 for any other line. A skip for another sleep is answered: nothing was made of it. */
static uint32_t skip_of(void)
{
    static const char word[] = "skip ";
    unsigned at = 0;
    while (at < sizeof word - 1 && at < length && line[at] == word[at]) at++;
    if (at != sizeof word - 1) return 0;
    uint32_t ms = number_at(&at);
    if (at >= length || line[at++] != ' ') return 0;
    if (number_at(&at) == sleeps) return ms;
    conductor_skipped(0, board_now_ms());
    return 0;
}

uint32_t conductor_take(void)
{
    for (;;) {
        int octet = ring_take(&port.rx);
        if (octet < 0) return 0;
        if (octet != '\n') {
            if (length < LINE) line[length++] = (char)octet;
            continue;
        }
        uint32_t ms = skip_of();
        length = 0;
        if (ms != 0) return ms;
    }
}
