/**
 * What `hal/xs/native/log.ts` declares: a record is made in one static line, octet by octet, so that neither text nor
 * number becomes a string in the engine's heap.
 */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "board.h"
#include "record.h"
#include "xsmc.h"

/** Least level that is kept: 0 debug, 1 info, 2 warn, 3 error. */
#ifndef LOG_LEAST
#define LOG_LEAST 1
#endif

/** Longest line, octets, its end counted. */
#define LINE_OCTETS 512
/** Longest name of a level, code or field, its ending zero counted. */
#define NAME_OCTETS 40
/** Digits of the largest whole double, sign and ending zero counted. */
#define NUMBER_OCTETS 32

static const char *const levels[] = {"debug", "info", "warn", "error"};

static char line[LINE_OCTETS];
static struct record record;

static unsigned rank_of(const char *level)
{
    unsigned rank = 0;
    while (rank < 3 && strcmp(level, levels[rank]) != 0) rank++;
    return rank;
}

void xs_log_begin(xsMachine *the)
{
    char code[NAME_OCTETS];
    unsigned rank = rank_of(xsmcToString(xsArg(0)));
    if (rank >= LOG_LEAST) {
        xsmcToStringBuffer(xsArg(1), code, sizeof code);
        record_begin(&record, line, sizeof line, levels[rank], code);
    }
    xsmcSetBoolean(xsResult, rank >= LOG_LEAST);
}

/** Whole numbers exactly, others with six decimals; a double that is no number as `NaN`. */
static void format_number(double value, char *text)
{
    char digits[NUMBER_OCTETS];
    unsigned count = 0;
    if (!(fabs(value) < 9007199254740992.0)) {
        strcpy(text, isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        return;
    }
    if (value < 0) *text++ = '-';
    value = fabs(value);
    uint64_t whole = (uint64_t)value;
    uint32_t millionths = (uint32_t)((value - (double)whole) * 1e6 + 0.5);
    if (millionths == 1000000) {
        whole++;
        millionths = 0;
    }
    do {
        digits[count++] = (char)('0' + whole % 10u);
        whole /= 10u;
    } while (whole != 0);
    while (count > 0) *text++ = digits[--count];
    if (millionths != 0) {
        *text++ = '.';
        for (uint32_t place = 100000; place > 0 && millionths != 0; place /= 10) {
            *text++ = (char)('0' + millionths / place);
            millionths %= place;
        }
    }
    *text = '\0';
}

static void put_key(const char *name)
{
    record_raw(&record, " ");
    record_raw(&record, name);
    record_raw(&record, "=");
}

/** Text that would be read as a number or a boolean gets its first octet escaped: what comes out is what went in. */
static void put_text(const char *text)
{
    bool as_word = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    if (as_word || (*text != '\0' && text[strspn(text, "0123456789+-.eE")] == '\0')) {
        const char first[] = {'%', "0123456789ABCDEF"[(*text >> 4) & 15], "0123456789ABCDEF"[*text & 15], '\0'};
        record_raw(&record, first);
        text++;
    }
    record_escaped(&record, text);
}

void xs_log_field(xsMachine *the)
{
    char name[NAME_OCTETS];
    char number[NUMBER_OCTETS];
    xsmcToStringBuffer(xsArg(0), name, sizeof name);
    switch (xsmcTypeOf(xsArg(1))) {
    case xsIntegerType:
    case xsNumberType:
        format_number(xsmcToNumber(xsArg(1)), number);
        put_key(name);
        record_raw(&record, number);
        break;
    case xsBooleanType:
        put_key(name);
        record_raw(&record, xsmcToBoolean(xsArg(1)) ? "true" : "false");
        break;
    default:
        put_key(name);
        put_text(xsmcToString(xsArg(1)));
        break;
    }
}

void xs_log_end(xsMachine *the)
{
    (void)the;
    record_write(&record);
}
