/**
 * As much of the engine's C interface as the native modules use, on Node-API: their C runs in a test on Node as it is.
 *
 * A slot is a Node-API value of the running call, except that xsRemember turns one into a reference, which xsCall… takes as
 * `this` and nothing else does.
 */
#ifndef XSMC_H
#define XSMC_H

#include <node_api.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XS_MOST_ARGUMENTS 8
#define XS_MOST_VARS 4

typedef napi_value xsSlot;
typedef int32_t xsIntegerValue;
typedef uint32_t xsUnsignedValue;

/** One call from JavaScript, or one turn of the loop. */
typedef struct {
    napi_env env;
    xsSlot arguments[XS_MOST_ARGUMENTS];
    xsSlot vars[XS_MOST_VARS];
    xsSlot result;
    jmp_buf escape; /* an exception is pending */
} xsMachine;

/** A native function. */
typedef void (*xs_function_t)(xsMachine *the);

/** Puts a native function into `object`. */
void xs_export(napi_env env, napi_value object, const char *name, xs_function_t function);

void xs_throw(xsMachine *the, bool range, const char *format, ...) __attribute__((noreturn));
xsSlot xs_integer(xsMachine *the, int64_t value);
xsSlot xs_boolean(xsMachine *the, bool value);
xsSlot xs_text(xsMachine *the, const char *text);
xsIntegerValue xs_to_integer(xsMachine *the, xsSlot slot);
double xs_to_number(xsMachine *the, xsSlot slot);
char *xs_to_text(xsMachine *the, xsSlot slot);
void xs_to_buffer(xsMachine *the, xsSlot slot, void **octets, xsUnsignedValue *length);
/** A new ArrayBuffer in `slot`, with a copy of `octets` or zeros; gives where it lies. */
void *xs_set_array_buffer(xsMachine *the, xsSlot *slot, const void *octets, size_t length);
xsSlot xs_host_buffer(xsMachine *the, void *octets, size_t length);
xsSlot xs_remember(xsMachine *the, xsSlot slot);
void xs_call(xsMachine *the, xsSlot object, const char *name, size_t count, const xsSlot *arguments);

#define xsArg(INDEX) (the->arguments[INDEX])
#define xsVar(INDEX) (the->vars[INDEX])
#define xsResult (the->result)
#define xsID(NAME) (NAME)
#define xsmcVars(COUNT) ((void)(COUNT))
#define xsInteger(VALUE) xs_integer(the, VALUE)
#define xsNewHostObject(DESTRUCTOR) (NULL)
#define xsRemember(SLOT) ((SLOT) = xs_remember(the, SLOT))
#define xsTypeError(...) xs_throw(the, false, __VA_ARGS__)
#define xsRangeError(...) xs_throw(the, true, __VA_ARGS__)
#define xsmcToInteger(SLOT) xs_to_integer(the, SLOT)
#define xsmcToNumber(SLOT) xs_to_number(the, SLOT)
#define xsmcToString(SLOT) xs_to_text(the, SLOT)
#define xsmcSetInteger(SLOT, VALUE) ((SLOT) = xs_integer(the, VALUE))
#define xsmcSetBoolean(SLOT, VALUE) ((SLOT) = xs_boolean(the, VALUE))
#define xsmcSetString(SLOT, TEXT) ((SLOT) = xs_text(the, TEXT))
#define xsmcSetUndefined(SLOT) ((SLOT) = NULL)
#define xsmcSetArrayBuffer(SLOT, OCTETS, LENGTH) xs_set_array_buffer(the, &(SLOT), OCTETS, (size_t)(LENGTH))
#define xsmcSetHostBuffer(SLOT, OCTETS, LENGTH) ((SLOT) = xs_host_buffer(the, OCTETS, LENGTH))
#define xsmcGetBufferReadable(SLOT, OCTETS, LENGTH) xs_to_buffer(the, SLOT, OCTETS, LENGTH)
#define xsmcGetBufferWritable(SLOT, OCTETS, LENGTH) xs_to_buffer(the, SLOT, OCTETS, LENGTH)
#define xsCall0_noResult(OBJECT, NAME) xs_call(the, OBJECT, NAME, 0, NULL)
#define xsCall1_noResult(OBJECT, NAME, A) xs_call(the, OBJECT, NAME, 1, (xsSlot[]){A})
#define xsCall2_noResult(OBJECT, NAME, A, B) xs_call(the, OBJECT, NAME, 2, (xsSlot[]){A, B})
#define xsCall3_noResult(OBJECT, NAME, A, B, C) xs_call(the, OBJECT, NAME, 3, (xsSlot[]){A, B, C})
#define xsCall4_noResult(OBJECT, NAME, A, B, C, D) xs_call(the, OBJECT, NAME, 4, (xsSlot[]){A, B, C, D})
#define xsBeginHost(MACHINE) { xsMachine *the = (MACHINE);
#define xsEndHost(MACHINE) }

#endif
