/** What `hal/xs/native/measure.ts` declares: the instruction counter and the memory's high-water marks. */

#include "measure.h"

#include "counter.h"
#include "engine.h"
#include "memory-record.h"
#include "xsmc.h"

static struct xs_usage at_start;

void measure_start(struct sxMachine *machine)
{
    xs_usage_read(machine, &at_start);
}

/** Slots, chunks and stack that are in use, of which more is reserved, and all of the tables. */
void xs_measure_machine(xsMachine *the)
{
    uint32_t tables = at_start.fixed - at_start.stack_held;
    xsmcSetNumber(xsResult, (double)(tables + at_start.slots_used + at_start.chunks_used + at_start.stack_peak));
}

void xs_measure_instructions(xsMachine *the)
{
    xsmcSetNumber(xsResult, (double)emulator_instructions());
}

void xs_measure_memory(xsMachine *the)
{
    memory_record_write((struct sxMachine *)the);
}
