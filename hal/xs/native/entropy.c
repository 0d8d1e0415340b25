/** What `hal/xs/native/entropy.ts` declares: the board's generator. */

#include "board.h"
#include "xsmc.h"

void xs_entropy_fill(xsMachine *the)
{
    void *octets;
    xsUnsignedValue length;
    xsmcGetBufferWritable(xsArg(0), &octets, &length);
    xsmcSetBoolean(xsResult, board_entropy(octets, length));
}

void xs_entropy_fault(xsMachine *the)
{
    xsmcSetString(xsResult, (xsStringValue)board_entropy_fault());
}
