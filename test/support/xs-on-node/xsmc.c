#include "xsmc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_OCTETS = 256 };

static napi_value enter(napi_env env, napi_callback_info info)
{
    xsMachine machine = {.env = env};
    size_t count = XS_MOST_ARGUMENTS;
    void *function;
    napi_get_cb_info(env, info, &count, machine.arguments, NULL, &function);
    if (setjmp(machine.escape) == 0)
        ((xs_function_t)function)(&machine);
    return machine.result;
}

void xs_export(napi_env env, napi_value object, const char *name, xs_function_t function)
{
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, enter, (void *)function, &value);
    napi_set_named_property(env, object, name, value);
}

void xs_throw(xsMachine *the, bool range, const char *format, ...)
{
    char message[TEXT_OCTETS];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (range)
        napi_throw_range_error(the->env, NULL, message);
    else
        napi_throw_type_error(the->env, NULL, message);
    longjmp(the->escape, 1);
}

static void check(xsMachine *the, napi_status status, const char *what)
{
    if (status == napi_pending_exception)
        longjmp(the->escape, 1);
    if (status != napi_ok)
        xs_throw(the, false, "%s: Node-API status %d", what, status);
}

xsSlot xs_integer(xsMachine *the, int64_t value)
{
    napi_value slot;
    check(the, napi_create_int64(the->env, value, &slot), "integer");
    return slot;
}

xsSlot xs_boolean(xsMachine *the, bool value)
{
    napi_value slot;
    check(the, napi_get_boolean(the->env, value, &slot), "boolean");
    return slot;
}

xsSlot xs_text(xsMachine *the, const char *text)
{
    napi_value slot;
    check(the, napi_create_string_utf8(the->env, text, NAPI_AUTO_LENGTH, &slot), "text");
    return slot;
}

xsIntegerValue xs_to_integer(xsMachine *the, xsSlot slot)
{
    xsIntegerValue value;
    check(the, napi_get_value_int32(the->env, slot, &value), "expected an integer");
    return value;
}

double xs_to_number(xsMachine *the, xsSlot slot)
{
    double value;
    check(the, napi_get_value_double(the->env, slot, &value), "expected a number");
    return value;
}

char *xs_to_text(xsMachine *the, xsSlot slot)
{
    static _Thread_local char texts[XS_MOST_ARGUMENTS][TEXT_OCTETS];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % XS_MOST_ARGUMENTS];
    check(the, napi_get_value_string_utf8(the->env, slot, text, TEXT_OCTETS, NULL), "expected a text");
    return text;
}

void xs_to_buffer(xsMachine *the, xsSlot slot, void **octets, xsUnsignedValue *length)
{
    size_t count;
    check(the, napi_get_typedarray_info(the->env, slot, NULL, &count, octets, NULL, NULL), "expected octets");
    *length = (xsUnsignedValue)count;
}

void *xs_set_array_buffer(xsMachine *the, xsSlot *slot, const void *octets, size_t length)
{
    void *address;
    check(the, napi_create_arraybuffer(the->env, length, &address, slot), "array buffer");
    if (octets != NULL)
        memcpy(address, octets, length);
    return address;
}

xsSlot xs_host_buffer(xsMachine *the, void *octets, size_t length)
{
    napi_value slot;
    check(the, napi_create_external_arraybuffer(the->env, octets, length, NULL, NULL, &slot), "host buffer");
    return slot;
}

xsSlot xs_remember(xsMachine *the, xsSlot slot)
{
    napi_ref reference;
    check(the, napi_create_reference(the->env, slot, 1, &reference), "remember");
    return (xsSlot)reference;
}

void xs_call(xsMachine *the, xsSlot object, const char *name, size_t count, const xsSlot *arguments)
{
    napi_value self;
    napi_value function;
    check(the, napi_get_reference_value(the->env, (napi_ref)object, &self), name);
    check(the, napi_get_named_property(the->env, self, name, &function), name);
    check(the, napi_call_function(the->env, self, function, count, arguments, NULL), name);
}
