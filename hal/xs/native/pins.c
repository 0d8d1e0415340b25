/** What `hal/xs/native/pins.ts` declares: the board's outputs and converters. */

#include "board.h"
#include "xsmc.h"

void xs_pins_relay(xsMachine *the)
{
    board_relay_set((unsigned)xsmcToInteger(xsArg(0)), (uint16_t)xsmcToInteger(xsArg(1)));
}

void xs_pins_meter(xsMachine *the)
{
    xsmcSetNumber(xsResult, (double)board_meter_read((unsigned)xsmcToInteger(xsArg(0))));
}
