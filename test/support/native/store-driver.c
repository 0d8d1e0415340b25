/**
 * Runs the store of a board on a model of its flash, for a test: requests on stdin, answers on stdout, as
 * `test/support/driver-process.ts` says. Where the power goes in the middle of one, its answer is POWER_GONE.
 */

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nor-flash.h"
#include "store.h"

enum { MAX_ARGUMENTS = 2, ROOM = 1 << 21, POWER_GONE = 100, NO_VALUE = 101 };

typedef struct {
    uint8_t *octets;
    uint32_t length;
} argument_t;

static uint8_t memory[ROOM];
static uint8_t result[ROOM];
static jmp_buf power_gone;

void nor_power_gone(void)
{
    longjmp(power_gone, 1);
}

static void read_exactly(void *target, size_t length)
{
    for (uint8_t *at = target; length > 0;) {
        ssize_t count = read(0, at, length);
        if (count <= 0) exit(0);
        at += count;
        length -= (size_t)count;
    }
}

static void write_exactly(const void *octets, size_t length)
{
    for (const uint8_t *at = octets; length > 0;) {
        ssize_t count = write(1, at, length);
        if (count <= 0) exit(1);
        at += count;
        length -= (size_t)count;
    }
}

static uint32_t number(const argument_t *argument, unsigned index)
{
    uint32_t value;
    memcpy(&value, argument->octets + index * sizeof value, sizeof value);
    return value;
}

static int get(const argument_t *key, uint32_t *length)
{
    int32_t found = store_length(key->octets, key->length);
    if (found < 0 || !store_get(key->octets, key->length, result, (size_t)found)) return NO_VALUE;
    *length = (uint32_t)found;
    return 0;
}

static void report(uint32_t *length)
{
    struct store_state state = store_state();
    const uint32_t figures[] = {state.keys,       state.held,          state.capacity,   state.erases, state.damaged, state.formatted,
                                nor_counts.steps, nor_counts.programs, nor_counts.reads};
    memcpy(result, figures, sizeof figures);
    memcpy(result + sizeof figures, nor_counts.erases, sizeof nor_counts.erases);
    *length = sizeof figures + sizeof nor_counts.erases;
}

static int run(uint8_t operation, const argument_t *a, uint32_t *length)
{
    switch (operation) {
    case 0: /* make(sizes, fill) */
        nor_make((const uint32_t *)a[0].octets, a[0].length / 4, a[1].octets[0]);
        return 0;
    case 1:
        nor_restart();
        return 0;
    case 2:
        store_mount();
        return 0;
    case 3:
        return store_set(a[0].octets, a[0].length, a[1].octets, a[1].length);
    case 4:
        return store_delete(a[0].octets, a[0].length);
    case 5:
        return get(&a[0], length);
    case 6:
        report(length);
        return 0;
    case 7: /* cut(steps, seed) */
        nor_cut(number(&a[0], 0), number(&a[0], 1));
        return 0;
    case 8: /* wear(offset, zeros, ones) */
        nor_wear(number(&a[0], 0), (uint8_t)number(&a[0], 1), (uint8_t)number(&a[0], 2));
        return 0;
    case 9: /* fail(result, count) */
        nor_fail((int)number(&a[0], 0), number(&a[0], 1));
        return 0;
    case 10: /* read the cells */
        *length = nor_octets();
        memcpy(result, nor_cells, *length);
        return 0;
    case 11: /* change the cells: offset, octets */
        memcpy(nor_cells + number(&a[0], 0), a[1].octets, a[1].length);
        return 0;
    default:
        exit(2);
    }
}

int main(void)
{
    for (;;) {
        uint8_t head[2];
        argument_t arguments[MAX_ARGUMENTS] = {0};
        size_t used = 0;
        read_exactly(head, sizeof head);
        if (head[1] > MAX_ARGUMENTS) exit(2);
        for (unsigned i = 0; i < head[1]; i++) {
            read_exactly(&arguments[i].length, sizeof arguments[i].length);
            if (arguments[i].length > ROOM - used - 8) exit(2);
            arguments[i].octets = memory + used;
            read_exactly(arguments[i].octets, arguments[i].length);
            used += (arguments[i].length + 7u) & ~7u;
        }
        uint32_t length = 0;
        uint8_t status = setjmp(power_gone) == 0 ? (uint8_t)run(head[0], arguments, &length) : POWER_GONE;
        write_exactly(&status, sizeof status);
        write_exactly(&length, sizeof length);
        write_exactly(result, length);
    }
}
