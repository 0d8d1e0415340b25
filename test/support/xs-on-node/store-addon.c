/** The store of hal/xs as a module of Node, on the model of a board's flash; `take` gives what went to the console. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "nor-flash.h"
#include "xsmc.h"

#define STORE_NATIVES(DO) DO(mount) DO(get) DO(set) DO(remove) DO(held) DO(capacity)

#define DECLARE(NAME) void xs_store_##NAME(xsMachine *the);
STORE_NATIVES(DECLARE)

enum { CONSOLE_OCTETS = 4096 };

static char console[CONSOLE_OCTETS];
static size_t console_length;

uint32_t board_now_ms(void)
{
    return 0;
}

void board_console_write(const void *octets, size_t length)
{
    if (length > sizeof console - 1 - console_length) return;
    memcpy(console + console_length, octets, length);
    console_length += length;
}

void nor_power_gone(void)
{
    abort();
}

/** make(octets): puts new flash in, two sectors of this size. */
static void make(xsMachine *the)
{
    uint32_t size = (uint32_t)xsmcToInteger(xsArg(0));
    nor_make((const uint32_t[]){size, size}, 2, 0xFF);
}

/** fail(result, count): lets operations of the flash fail. */
static void fail(xsMachine *the)
{
    nor_fail(xsmcToInteger(xsArg(0)), (uint32_t)xsmcToInteger(xsArg(1)));
}

static void take(xsMachine *the)
{
    console[console_length] = '\0';
    xsmcSetString(xsResult, console);
    console_length = 0;
}

NAPI_MODULE_INIT()
{
    napi_value store;
    napi_create_object(env, &store);
#define EXPORT(NAME) xs_export(env, store, #NAME, xs_store_##NAME);
    STORE_NATIVES(EXPORT)
    napi_set_named_property(env, exports, "store", store);
    xs_export(env, exports, "make", make);
    xs_export(env, exports, "fail", fail);
    xs_export(env, exports, "take", take);
    return exports;
}
