/**
 * Takes out of the heap what the language gives every function and every module, and hardly a program asks for: the
 * `length` and `name` of functions, the `prototype` of functions that no class made, and the `uri` of `import.meta`. On
 * a machine that starts from the image they are then not there.
 */
#include "compile.h"
#include "image.h"

/** The slot with the byte code of a function of the program; NULL for any other instance. */
static const txSlot *code_of(const txSlot *instance)
{
    const txSlot *slot = instance->next;
    bool is_code = slot != NULL && (slot->flag & XS_INTERNAL_FLAG) && (slot->kind == XS_CODE_KIND || slot->kind == XS_CODE_X_KIND);
    return is_code ? slot : NULL;
}

static bool is_class(const txSlot *code)
{
    txU1 first = (txU1)code->value.code.address[0];
    return first == XS_CODE_BEGIN_STRICT_BASE || first == XS_CODE_BEGIN_STRICT_DERIVED;
}

/** True for the `prototype` that a function is born with, as long as nothing was added to it. */
static bool is_pristine(txMachine *the, const txSlot *property, const txSlot *function)
{
    if (property->kind != XS_REFERENCE_KIND)
        return false;
    const txSlot *prototype = property->value.reference;
    const txSlot *constructor = prototype->next;
    return prototype->value.instance.prototype == mxObjectPrototype.value.reference && constructor != NULL &&
           constructor->next == NULL && constructor->ID == mxID(_constructor) && constructor->kind == XS_REFERENCE_KIND &&
           constructor->value.reference == function;
}

static void trim_function(txMachine *the, txSlot *function, const txSlot *code)
{
    bool lengths = rom_plan_option("functionLength", 1) != 0;
    bool names = rom_plan_option("functionName", 1) != 0;
    bool prototypes = rom_plan_option("functionPrototype", 1) != 0 || is_class(code);
    txSlot **address = &function->next;
    while (*address != NULL) {
        const txSlot *property = *address;
        bool drop = !(property->flag & XS_INTERNAL_FLAG) &&
                    ((property->ID == mxID(_length) && property->kind == XS_INTEGER_KIND && !lengths) ||
                     (property->ID == mxID(_name) && property->kind != XS_REFERENCE_KIND && property->kind != XS_ACCESSOR_KIND && !names) ||
                     (property->ID == mxID(_prototype) && !prototypes && is_pristine(the, property, function)));
        if (drop)
            *address = property->next;
        else
            address = &(*address)->next;
    }
}

/** Modules that no byte code asks for `import.meta` share one that is empty. */
static void trim_modules(txSlot *modules)
{
    txSlot *shared = NULL;
    if (rom_program_has_code(XS_CODE_IMPORT_META))
        return;
    for (txSlot *module = modules->next; module != NULL; module = module->next) {
        if (module->kind != XS_REFERENCE_KIND)
            continue;
        txSlot *meta = mxModuleInstanceMeta(module->value.reference);
        if (meta->kind != XS_REFERENCE_KIND)
            continue;
        if (shared == NULL) {
            shared = meta->value.reference;
            shared->next = NULL;
        }
        meta->value.reference = shared;
    }
}

void rom_trim(txMachine *the, txSlot *modules)
{
    for (txSlot *slot = the->firstHeap + 1; slot < the->firstHeap->value.reference; slot++) {
        const txSlot *code = slot->kind == XS_INSTANCE_KIND ? code_of(slot) : NULL;
        if (code != NULL)
            trim_function(the, slot, code);
    }
    trim_modules(modules);
}
