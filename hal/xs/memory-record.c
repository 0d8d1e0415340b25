/**
 * The high-water marks of an image's memory. In octets: `slots` and `chunks` held by the engine's heap, what was alive in
 * them at most as `slots_peak` and `chunks_peak`, `stack` of the engine and `cstack` of C at their deepest, `fixed` for the machine
 * and its tables, and what is left `free` of the arena.
 */

#include "memory-record.h"

#include "board.h"
#include "engine.h"
#include "record.h"

/** Least time between two records that nobody asked for, ms. */
#define INTERVAL_MS 10000
#define LINE_OCTETS 256

static uint32_t told;
static uint32_t told_ms;

/** What has been used at most, as one figure: it grows when any of its parts does. */
static uint32_t used(const struct xs_usage *usage)
{
    return usage->slots_held + usage->chunks_held + usage->stack_peak + board_stack_high_water();
}

void memory_record_write(struct sxMachine *machine)
{
    char line[LINE_OCTETS];
    struct record record;
    struct xs_usage usage;
    xs_usage_read(machine, &usage);
    record_begin(&record, line, sizeof line, "info", "mem.high");
    record_number(&record, "slots", usage.slots_held);
    record_number(&record, "chunks", usage.chunks_held);
    record_number(&record, "slots_peak", usage.slots_peak);
    record_number(&record, "chunks_peak", usage.chunks_peak);
    record_number(&record, "stack", usage.stack_peak);
    record_number(&record, "cstack", board_stack_high_water());
    record_number(&record, "fixed", usage.fixed);
    record_number(&record, "aliases", usage.aliases);
    record_number(&record, "free", usage.free);
    record_write(&record);
    told = used(&usage);
    told_ms = board_now_ms();
}

void memory_record_poll(void *machine)
{
    int asked = board_console_read();
    if (asked == 'm') {
        memory_record_write(machine);
        return;
    }
    if (board_now_ms() - told_ms < INTERVAL_MS) return;
    struct xs_usage usage;
    xs_usage_read(machine, &usage);
    if (used(&usage) > told) memory_record_write(machine);
    else told_ms = board_now_ms();
}
