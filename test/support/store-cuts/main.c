/*
 * Writes the store until the power goes, again and again, on the board's own start and store (hal/xs/store) without an engine.
 * What is written follows from its number alone (`plan.ts` knows the same), so that each start can tell from the values what it
 * holds. Records: `cuts.found`, what a start finds, by key; `cuts.next`, the number it goes on with; `cuts.done` after each
 * write that was acknowledged; `cuts.wrong` where octets are not those of their number; `cuts.refused`; `cuts.over` where no cut
 * came any more.
 */
#include <string.h>

#include "board.h"
#include "record.h"
#include "store.h"
#include "store_format.h"

/* Keys of the workload; the identity of the board has five more. */
#define KEYS 48
/* Writes of a start, unless the power goes before: more than any cut lets pass. */
#define WRITES 400
#define NUMBER_OCTETS 4
#define SHORT_OCTETS 300
#define ABSENT 0

static const char *const identity[] = {"id/cert", "id/key", "id/roots", "id/pin", "id/options"};

static uint8_t found[STORE_VALUE_OCTETS], expected[STORE_VALUE_OCTETS];

struct operation {
    uint32_t key;
    bool deletes;
    uint32_t length;
};

/* The finaliser of MurmurHash3: every bit of `number` reaches every bit of the result. */
static uint32_t mix(uint32_t number)
{
    number ^= number >> 16;
    number *= 0x85EBCA6Bu;
    number ^= number >> 13;
    number *= 0xC2B2AE35u;
    return number ^ number >> 16;
}

/* What the write of a number, from 1, does: one in eight deletes, one in sixteen may be of any length. */
static struct operation operation_of(uint32_t number)
{
    uint32_t chance = mix(number * 2), size = mix(number * 2 + 1);
    uint32_t most = chance >> 16 & 15 ? SHORT_OCTETS : STORE_VALUE_OCTETS;
    return (struct operation){chance % KEYS, (chance >> 24 & 7) == 0, NUMBER_OCTETS + size % (most - NUMBER_OCTETS + 1)};
}

/* The value of a number: the number, then octets that it seeds (xorshift32). */
static void make_value(uint32_t number, uint32_t length, uint8_t *value)
{
    uint32_t state = number;
    memcpy(value, &number, NUMBER_OCTETS);
    for (uint32_t i = NUMBER_OCTETS; i < length; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        value[i] = (uint8_t)(state >> 8);
    }
}

/* `k07`; every eighth is as long as a key may be. */
static uint32_t key_of(uint32_t index, uint8_t *key)
{
    uint32_t length = index % 8 == 7 ? STORE_KEY_OCTETS : 3;
    memset(key, 'x', length);
    key[0] = 'k';
    key[1] = (uint8_t)('0' + index / 10);
    key[2] = (uint8_t)('0' + index % 10);
    return length;
}

static void say(const char *code, const char *key, uint32_t value)
{
    char text[64];
    struct record record;
    record_begin(&record, text, sizeof text, "info", code);
    record_number(&record, key, value);
    record_write(&record);
}

/* The number whose value a key holds; ABSENT: none. */
static uint32_t look_at(uint32_t index)
{
    uint8_t key[STORE_KEY_OCTETS];
    uint32_t key_length = key_of(index, key), number;
    int32_t length = store_length(key, key_length);
    if (length < 0) return ABSENT;
    if (length < NUMBER_OCTETS || !store_get(key, key_length, found, (size_t)length)) {
        say("cuts.wrong", "key", index);
        return ABSENT;
    }
    memcpy(&number, found, NUMBER_OCTETS);
    struct operation operation = operation_of(number);
    make_value(number, operation.length, expected);
    bool holds = operation.key == index && !operation.deletes && operation.length == (uint32_t)length &&
                 memcmp(found, expected, (size_t)length) == 0;
    if (!holds) say("cuts.wrong", "key", index);
    return number;
}

/* CRC of what the board was provisioned with, which nothing here writes. */
static uint32_t identity_crc(void)
{
    uint32_t crc = 0;
    for (unsigned i = 0; i < sizeof identity / sizeof identity[0]; i++) {
        const uint8_t *key = (const uint8_t *)identity[i];
        int32_t length = store_length(key, strlen(identity[i]));
        if (length >= 0 && store_get(key, strlen(identity[i]), found, (size_t)length)) crc = store_crc(crc, found, (size_t)length);
    }
    return crc;
}

/* Says what the store holds. The number to go on with: one more than the highest that is there. */
static uint32_t report(void)
{
    char text[640];
    struct record record;
    struct store_state state = store_state();
    uint32_t next = 1;
    record_begin(&record, text, sizeof text, "info", "cuts.found");
    record_number(&record, "identity", identity_crc());
    record_number(&record, "erases", state.erases);
    record_number(&record, "damaged", state.damaged);
    record_number(&record, "formatted", state.formatted);
    for (uint32_t index = 0; index < KEYS; index++) {
        uint32_t number = look_at(index);
        uint8_t name[STORE_KEY_OCTETS + 1];
        if (number == ABSENT) continue;
        if (number >= next) next = number + 1;
        (void)key_of(index, name);
        name[3] = '\0';
        record_number(&record, (const char *)name, number);
    }
    record_write(&record);
    return next;
}

int main(void)
{
    board_init();
    store_mount();
    uint32_t next = report();
    say("cuts.next", "number", next);
    for (uint32_t written = 0; written < WRITES; written++, next++) {
        uint8_t key[STORE_KEY_OCTETS];
        struct operation operation = operation_of(next);
        uint32_t key_length = key_of(operation.key, key);
        int result;
        if (operation.deletes) {
            result = store_delete(key, key_length);
        } else {
            make_value(next, operation.length, expected);
            result = store_set(key, key_length, expected, operation.length);
        }
        if (result != 0) {
            say("cuts.refused", "number", next);
            break;
        }
        say("cuts.done", "number", next);
    }
    say("cuts.over", "number", next);
    for (;;) board_wait(BOARD_FOREVER);
}
