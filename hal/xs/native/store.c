/** What `hal/xs/native/store.ts` declares, on `hal/xs/store/store.h`. */

#include "store.h"

#include <string.h>

#include "board.h"
#include "record.h"
#include "xsmc.h"

/** Longest line of the log, octets. */
#define LINE_OCTETS 160

/** Octets of the key that is argument 0. They may move as soon as the engine allocates. */
static const uint8_t *take_key(xsMachine *the, size_t *length)
{
    const char *key = xsmcToString(xsArg(0));
    *length = strlen(key);
    if (*length == 0 || *length > STORE_KEY_OCTETS) {
        xsRangeError("key: expected 1 to %d octets of UTF-8, got %d", (int)STORE_KEY_OCTETS, (int)*length);
    }
    return (const uint8_t *)key;
}

void xs_store_mount(xsMachine *the)
{
    (void)the;
    char line[LINE_OCTETS];
    struct record record;
    store_mount();
    struct store_state state = store_state();
    record_begin(&record, line, sizeof line, state.formatted || state.damaged > 0 ? "warn" : "info",
                 state.formatted ? "store.formatted" : "store.mounted");
    record_number(&record, "keys", state.keys);
    record_number(&record, "held", state.held);
    record_number(&record, "capacity", state.capacity);
    record_number(&record, "erases", state.erases);
    record_number(&record, "damaged", state.damaged);
    record_write(&record);
}

void xs_store_get(xsMachine *the)
{
    uint8_t key[STORE_KEY_OCTETS];
    size_t key_length;
    const uint8_t *given = take_key(the, &key_length);
    memcpy(key, given, key_length);
    int32_t length = store_length(key, key_length);
    if (length < 0) return;
    uint8_t *octets = xsmcSetArrayBuffer(xsResult, NULL, length);
    if (!store_get(key, key_length, octets, (size_t)length)) xsmcSetUndefined(xsResult);
}

void xs_store_set(xsMachine *the)
{
    void *octets;
    xsUnsignedValue length;
    size_t key_length;
    const uint8_t *key = take_key(the, &key_length);
    xsmcGetBufferReadable(xsArg(1), &octets, &length);
    xsmcSetInteger(xsResult, store_set(key, key_length, octets, length));
}

void xs_store_remove(xsMachine *the)
{
    size_t key_length;
    const uint8_t *key = take_key(the, &key_length);
    xsmcSetInteger(xsResult, store_delete(key, key_length));
}

void xs_store_held(xsMachine *the)
{
    xsmcSetInteger(xsResult, (xsIntegerValue)store_state().held);
}

void xs_store_capacity(xsMachine *the)
{
    xsmcSetInteger(xsResult, (xsIntegerValue)store_state().capacity);
}
