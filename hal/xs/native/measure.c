/** What `hal/xs/native/measure.ts` declares: the instruction counter and the memory's high-water marks. */

#include "counter.h"
#include "memory-record.h"
#include "xsmc.h"

void xs_measure_instructions(xsMachine *the)
{
    xsmcSetNumber(xsResult, (double)emulator_instructions());
}

void xs_measure_memory(xsMachine *the)
{
    memory_record_write((struct sxMachine *)the);
}
