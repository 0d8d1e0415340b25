/*
 * Twin of the random number generator: the host's, or a file `entropy` in the machine's folder, which gives the same octets
 * at each reading: for runs that must not differ.
 */
#include <string.h>

#include "board.h"
#include "semihosting.h"

static const char *fault = "none";

bool board_entropy(void *octets, size_t length)
{
    int32_t handle = semi_open("entropy", SEMI_READ);
    if (handle < 0) handle = semi_open("/dev/urandom", SEMI_READ);
    bool done = handle >= 0 && semi_read(handle, octets, length);
    if (handle >= 0) semi_close(handle);
    if (!done) memset(octets, 0, length);
    fault = done ? "none" : "unopened";
    return done;
}

const char *board_entropy_fault(void)
{
    return fault;
}
