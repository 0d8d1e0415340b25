#include "arch/cc.h"

#include "board.h"

void net_assert_failed(int line)
{
    char reason[] = "lwip.assert-00000";
    for (char *digit = reason + sizeof reason - 2; line > 0 && *digit == '0'; digit--, line /= 10)
        *digit = (char)('0' + line % 10);
    board_restart(reason);
}
