/** What the objects of the heap are called, for messages and the report. */
#include "image.h"

/** Functions and objects that are globals, with their names: stripping takes both away. */
static struct { const txSlot *instance; char *name; } *globals;
static size_t global_count;

void rom_names_collect(txMachine *the)
{
    for (const txSlot *property = mxGlobal.value.reference->next; property != NULL; property = property->next) {
        const char *name = property->ID == XS_NO_ID ? NULL : fxGetKeyName(the, property->ID);
        if ((property->flag & XS_INTERNAL_FLAG) || property->kind != XS_REFERENCE_KIND || name == NULL)
            continue;
        globals = realloc(globals, (global_count + 1) * sizeof(globals[0]));
        globals[global_count].instance = property->value.reference;
        globals[global_count++].name = strdup(name);
    }
}

static bool internal(const txSlot *slot, txKind kind)
{
    return slot != NULL && (slot->flag & XS_INTERNAL_FLAG) && slot->kind == kind;
}

static bool is_function(const txSlot *instance)
{
    const txSlot *slot = instance->next;
    return internal(slot, XS_CODE_X_KIND) || internal(slot, XS_CODE_KIND) || internal(slot, XS_CALLBACK_KIND) ||
           internal(slot, XS_CALLBACK_X_KIND);
}

/** The own property of that name, where it is data; NULL where there is none. */
static const txSlot *own(const txSlot *instance, txID id)
{
    for (const txSlot *slot = instance->next; slot != NULL; slot = slot->next)
        if (!(slot->flag & XS_INTERNAL_FLAG) && slot->ID == id)
            return slot->kind == XS_ACCESSOR_KIND ? NULL : slot;
    return NULL;
}

/** Name of a global or of a function; NULL where it has none. */
static const char *own_name(txMachine *the, const txSlot *instance)
{
    for (size_t i = 0; i < global_count; i++)
        if (globals[i].instance == instance)
            return globals[i].name;
    const txSlot *name = is_function(instance) ? own(instance, mxID(_name)) : NULL;
    bool is_text = name != NULL && (name->kind == XS_STRING_KIND || name->kind == XS_STRING_X_KIND) && name->value.string[0] != 0;
    return is_text ? name->value.string : NULL;
}

/** The function whose instances inherit from `prototype`; NULL where none says so. */
static const txSlot *constructor_of(txMachine *the, const txSlot *prototype)
{
    const txSlot *constructor = prototype == NULL ? NULL : own(prototype, mxID(_constructor));
    if (constructor == NULL || constructor->kind != XS_REFERENCE_KIND)
        return NULL;
    const txSlot *back = own(constructor->value.reference, mxID(_prototype));
    return back != NULL && back->kind == XS_REFERENCE_KIND && back->value.reference == prototype ? constructor->value.reference : NULL;
}

/** What an instance without a name of its own is: its class, or the kind of plain data. */
static const char *class_name(txMachine *the, const txSlot *instance)
{
    const txSlot *prototype = instance->value.instance.prototype;
    if (is_function(instance))
        return "function";
    if (prototype == mxObjectPrototype.value.reference)
        return "object";
    if (prototype == mxArrayPrototype.value.reference)
        return "array";
    const txSlot *constructor = constructor_of(the, prototype);
    const char *name = constructor == NULL ? NULL : own_name(the, constructor);
    return name == NULL ? "object" : name;
}

const char *rom_instance_name(txMachine *the, const txSlot *instance)
{
    static char text[160];
    const txSlot *constructor = constructor_of(the, instance);
    const char *name = own_name(the, constructor == NULL ? instance : constructor);
    if (constructor != NULL) {
        snprintf(text, sizeof(text), "%s.prototype", name == NULL ? "(nameless)" : name);
        return text;
    }
    if (name != NULL) {
        snprintf(text, sizeof(text), "%s", name);
        return text;
    }
    int length = snprintf(text, sizeof(text), "%s", class_name(the, instance));
    unsigned shown = 0;
    for (const txSlot *property = instance->next; property != NULL && shown < 4; property = property->next)
        if (!(property->flag & XS_INTERNAL_FLAG) && property->ID != XS_NO_ID && length < (int)sizeof(text) - 40) {
            const char *key = fxGetKeyName(the, property->ID);
            length += snprintf(text + length, sizeof(text) - (size_t)length, "%s%s", shown++ == 0 ? " {" : ", ", key ? key : "?");
        }
    if (shown > 0)
        snprintf(text + length, sizeof(text) - (size_t)length, "}");
    return text;
}
