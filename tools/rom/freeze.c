/**
 * Makes the heap fit for flash: nothing of it is ever written.
 *
 * Frozen: functions, collections, buffers, environments, modules; prototypes, unless the program assigns a name that the
 * prototype has (the assignment would meet a read-only property and throw); plain objects and arrays of modules, unless
 * the plan names the module. What is left gets an alias: a number in the table of RAM pointers through which the
 * engine finds its copy after the first write. Aliases count from 1, 0 being no alias.
 */
#include "compile.h"
#include "image.h"

rom_unfrozen_t *rom_unfrozen;
size_t rom_unfrozen_count;

/** Instances that are some function's `prototype`: the same numbering as rom_image.places. */
static bool *is_prototype;

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

static bool is_environment(const txSlot *instance)
{
    return (instance->flag & XS_EXOTIC_FLAG) && instance->next != NULL && instance->next->ID == XS_ENVIRONMENT_BEHAVIOR &&
           (instance->next->flag & XS_INTERNAL_FLAG);
}

static bool is_module(const txSlot *instance)
{
    return internal(instance->next, XS_MODULE_KIND) || internal(instance->next, XS_PROGRAM_KIND);
}

/** Kinds whose content lies in a chunk that an alias would share with flash. */
static bool is_bound_to_flash(const txSlot *instance)
{
    for (const txSlot *slot = instance->next; slot != NULL && (slot->flag & XS_INTERNAL_FLAG); slot = slot->next)
        switch (slot->kind) {
        case XS_MAP_KIND: case XS_SET_KIND: case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND: case XS_ARRAY_BUFFER_KIND:
        case XS_TYPED_ARRAY_KIND: case XS_DATA_VIEW_KIND: case XS_DATE_KIND: case XS_PROXY_KIND: case XS_ERROR_KIND:
            return true;
        default:
            break;
        }
    return false;
}

static bool has_private(const txSlot *instance)
{
    for (const txSlot *slot = instance->next; slot != NULL; slot = slot->next)
        if (slot->kind == XS_PRIVATE_KIND)
            return true;
    return false;
}

/** A name that the prototype has as data and that the program assigns somewhere; NULL where there is none. */
static const char *assigned_name(txMachine *the, const txSlot *prototype)
{
    for (const txSlot *slot = prototype->next; slot != NULL; slot = slot->next)
        if (!(slot->flag & (XS_INTERNAL_FLAG | XS_DONT_SET_FLAG)) && slot->kind != XS_ACCESSOR_KIND &&
            slot->ID != mxID(_constructor) && rom_program_assigns(slot->ID))
            return fxGetKeyName(the, slot->ID);
    return NULL;
}

static bool is_plain(txMachine *the, const txSlot *instance)
{
    const txSlot *prototype = instance->value.instance.prototype;
    return prototype == NULL || prototype == mxObjectPrototype.value.reference || prototype == mxArrayPrototype.value.reference;
}

/** True where the program froze it itself. */
static bool is_frozen(const txSlot *instance)
{
    if (!(instance->flag & XS_DONT_PATCH_FLAG))
        return false;
    for (const txSlot *slot = instance->next; slot != NULL; slot = slot->next) {
        if (slot->kind == XS_ARRAY_KIND) {
            txIndex count = rom_array_items(slot);
            for (txIndex i = 0; i < count; i++)
                if (!(slot->value.array.address[i].flag & XS_DONT_SET_FLAG) && slot->value.array.address[i].kind != XS_ACCESSOR_KIND)
                    return false;
        } else if (!(slot->flag & XS_INTERNAL_FLAG) && slot->kind != XS_ACCESSOR_KIND && !(slot->flag & XS_DONT_SET_FLAG)) {
            return false;
        }
    }
    return true;
}

static void freeze_instance(txSlot *instance)
{
    instance->ID = XS_NO_ID;
    instance->flag |= XS_DONT_PATCH_FLAG;
    for (txSlot *slot = instance->next; slot != NULL; slot = slot->next) {
        if (rom_is_array_kind(slot->kind)) {
            txIndex count = rom_array_items(slot);
            slot->flag |= XS_DONT_SET_FLAG;
            for (txIndex i = 0; i < count; i++) {
                txSlot *item = slot->value.array.address + i;
                item->flag |= item->kind == XS_ACCESSOR_KIND ? XS_DONT_DELETE_FLAG : XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG;
            }
        } else if (slot->flag & XS_INTERNAL_FLAG) {
            switch (slot->kind) {
            case XS_MAP_KIND: case XS_SET_KIND: case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND: case XS_ARRAY_BUFFER_KIND:
            case XS_DATE_KIND:
                slot->flag |= XS_DONT_SET_FLAG;
                break;
            default:
                break;
            }
        } else {
            slot->flag |= slot->kind == XS_ACCESSOR_KIND ? XS_DONT_DELETE_FLAG : XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG;
        }
    }
}

static void give_alias(const rom_slot_t *at, txSlot *slot, const char *name, const char *reason)
{
    slot->ID = rom_image.alias_count++;
    rom_image.costs[at->owner].aliases += sizeof(txSlot *);
    if ((rom_unfrozen_count & (rom_unfrozen_count + 1)) == 0)
        rom_unfrozen = realloc(rom_unfrozen, (2 * rom_unfrozen_count + 2) * sizeof(rom_unfrozen_t));
    rom_unfrozen[rom_unfrozen_count++] = (rom_unfrozen_t){ slot, at->owner, strdup(name), reason };
}

/** Why an instance stays writable; NULL where it is frozen. */
static const char *unfrozen_reason(txMachine *the, const rom_slot_t *at)
{
    txSlot *instance = at->slot;
    if (is_bound_to_flash(instance) || is_frozen(instance) || is_function(instance))
        return NULL;
    if (has_private(instance))
        return "has private fields";
    const char *planned = at->owner == ROM_OWNER_BUILT_IN ? NULL : rom_plan.modules[at->owner - 1].unfrozen_reason;
    if (is_prototype[instance - rom_image.first]) {
        const char *name = assigned_name(the, instance);
        static char reason[96];
        if (name == NULL)
            return NULL;
        snprintf(reason, sizeof(reason), "prototype: the program assigns %s", name);
        return strdup(reason);
    }
    if (planned != NULL)
        return planned;
    if (at->owner == ROM_OWNER_BUILT_IN || is_plain(the, instance))
        return NULL;
    return "instance of a class";
}

static void find_prototypes(txMachine *the)
{
    is_prototype = calloc((size_t)(rom_image.limit - rom_image.first), sizeof(bool));
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        txSlot *instance = rom_image.slots[i].slot;
        if (instance->kind != XS_INSTANCE_KIND)
            continue;
        txSlot *prototype = instance->value.instance.prototype;
        if (prototype != NULL && rom_is_heap_slot(prototype))
            is_prototype[prototype - rom_image.first] = true;
        for (txSlot *slot = is_function(instance) ? instance->next : NULL; slot != NULL; slot = slot->next)
            if (slot->ID == mxID(_prototype) && slot->kind == XS_REFERENCE_KIND && !(slot->flag & XS_INTERNAL_FLAG))
                is_prototype[slot->value.reference - rom_image.first] = true;
    }
}

/** What a variable is called where it is captured or exported. */
static const char *variable_name(txMachine *the, const txSlot *place)
{
    static char text[96];
    const char *name = place->ID == XS_NO_ID ? NULL : fxGetKeyName(the, place->ID);
    snprintf(text, sizeof(text), "variable%s%s", name == NULL ? "" : " ", name == NULL ? "" : name);
    return text;
}

static void freeze_variables(txMachine *the)
{
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        txSlot *slot = rom_image.slots[i].slot;
        txSlot *variable = slot->kind == XS_CLOSURE_KIND ? slot->value.closure : slot->kind == XS_EXPORT_KIND ? slot->value.export.closure : NULL;
        if (variable == NULL || !rom_is_heap_slot(variable))
            continue;
        if ((variable->flag & XS_DONT_SET_FLAG) || !rom_variable_is_written(variable))
            variable->flag |= XS_DONT_SET_FLAG | XS_DONT_DELETE_FLAG;
        else if (variable->ID == XS_NO_ID)
            give_alias(&rom_image.slots[rom_image.places[variable - rom_image.first] - 1], variable, variable_name(the, slot), "a function assigns it");
    }
}

/** The kinds that say: the content is in flash, do not collect it. */
static void to_flash_kind(txSlot *slot)
{
    switch (slot->kind) {
    case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
    case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
    case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
    case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
    default: break;
    }
}

void rom_freeze(txMachine *the)
{
    rom_image.alias_count = 1;
    find_prototypes(the);
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        rom_slot_t *at = &rom_image.slots[i];
        if (at->slot->kind != XS_INSTANCE_KIND)
            continue;
        if (is_module(at->slot) || is_environment(at->slot)) {
            at->slot->ID = XS_NO_ID;
            continue;
        }
        const char *reason = unfrozen_reason(the, at);
        if (reason != NULL)
            give_alias(at, at->slot, rom_instance_name(the, at->slot), reason);
        else
            freeze_instance(at->slot);
    }
    rom_find_written_variables();
    freeze_variables(the);
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        txSlot *slot = rom_image.slots[i].slot;
        to_flash_kind(slot);
        slot->flag |= XS_MARK_FLAG;
        if (!rom_is_array_kind(slot->kind))
            continue;
        txIndex count = rom_array_items(slot);
        for (txIndex item = 0; item < count; item++) {
            to_flash_kind(slot->value.array.address + item);
            slot->value.array.address[item].flag |= XS_MARK_FLAG;
        }
    }
}
