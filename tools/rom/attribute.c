/**
 * What is in the image, and whose it is.
 *
 * Everything that the engine's roots reach without passing a module is a built-in. A module owns its functions (each
 * knows its module) and, of what is left, what is reached from it first; modules are walked from the last that was
 * loaded to the first, so that a shared object goes to the module that others import.
 */
#include "image.h"

rom_image_t rom_image;

/** Slots still to be looked into. */
static struct { txSlot **items; size_t count; size_t room; } pending;
static unsigned current_owner;

bool rom_is_heap_slot(const txSlot *slot)
{
    return slot >= rom_image.first && slot < rom_image.limit;
}

bool rom_is_array_kind(txKind kind)
{
    return kind == XS_ARRAY_KIND || kind == XS_ARGUMENTS_SLOPPY_KIND || kind == XS_ARGUMENTS_STRICT_KIND;
}

uint32_t rom_slot_offset(const txSlot *slot)
{
    uint32_t place = rom_is_heap_slot(slot) ? rom_image.places[slot - rom_image.first] : 0;
    if (place == 0)
        rom_fail("a slot of kind %d is pointed to and not in the image", slot->kind);
    return (place - 1) * (uint32_t)sizeof(txSlot);
}

txIndex rom_array_items(const txSlot *array)
{
    if (array->value.array.address == NULL)
        return 0;
    const txChunk *chunk = (const txChunk *)((const txByte *)array->value.array.address - sizeof(txChunk));
    txIndex held = ((txIndex)chunk->size - sizeof(txChunk)) / sizeof(txSlot);
    return held < array->value.array.length ? held : array->value.array.length;
}

/** Calls the visitor unless there is nothing to visit. */
static void edge(rom_edge_visitor_t visit, void *context, txSlot *to)
{
    if (to != NULL)
        visit(context, to);
}

/** The entries of a map or set in the order in which they were made: their places in the table depend on addresses. */
static void visit_table(txSlot *slot, rom_edge_visitor_t visit, void *context)
{
    txSlot **entries = rom_table_entries(slot);
    for (size_t i = 0; entries[i] != NULL; i++)
        visit(context, entries[i]);
    free(entries);
}

static void __attribute__((noreturn)) refuse(const char *what)
{
    rom_fail("%s made %s, which cannot be in the image: make it where it is used, or leave the module out of preload", rom_owner_name(current_owner),
             what);
}

void rom_visit_edges(txSlot *slot, rom_edge_visitor_t visit, void *context)
{
    switch (slot->kind) {
    case XS_UNINITIALIZED_KIND: case XS_UNDEFINED_KIND: case XS_NULL_KIND: case XS_BOOLEAN_KIND: case XS_INTEGER_KIND:
    case XS_NUMBER_KIND: case XS_STRING_KIND: case XS_STRING_X_KIND: case XS_SYMBOL_KIND: case XS_BIGINT_KIND:
    case XS_BIGINT_X_KIND: case XS_ARRAY_BUFFER_KIND: case XS_DATE_KIND: case XS_DATA_VIEW_KIND: case XS_KEY_KIND:
    case XS_KEY_X_KIND: case XS_TYPED_ARRAY_KIND: case XS_BUFFER_INFO_KIND: case XS_PROMISE_KIND:
        break;
    case XS_INSTANCE_KIND:
        edge(visit, context, slot->value.instance.prototype);
        break;
    case XS_REFERENCE_KIND:
        edge(visit, context, slot->value.reference);
        break;
    case XS_CLOSURE_KIND:
        edge(visit, context, slot->value.closure);
        break;
    case XS_ACCESSOR_KIND:
        edge(visit, context, slot->value.accessor.getter);
        edge(visit, context, slot->value.accessor.setter);
        break;
    case XS_ARRAY_KIND: case XS_ARGUMENTS_SLOPPY_KIND: case XS_ARGUMENTS_STRICT_KIND: {
        txIndex count = rom_array_items(slot);
        for (txIndex i = 0; i < count; i++)
            rom_visit_edges(slot->value.array.address + i, visit, context);
        break;
    }
    case XS_CALLBACK_KIND: case XS_CALLBACK_X_KIND:
        edge(visit, context, slot->value.callback.closures);
        break;
    case XS_CODE_KIND: case XS_CODE_X_KIND:
        edge(visit, context, slot->value.code.closures);
        break;
    case XS_HOME_KIND:
        edge(visit, context, slot->value.home.object);
        edge(visit, context, slot->value.home.module);
        break;
    case XS_MODULE_KIND: case XS_PROGRAM_KIND:
        edge(visit, context, slot->value.module.realm);
        break;
    case XS_EXPORT_KIND:
        edge(visit, context, slot->value.export.closure);
        edge(visit, context, slot->value.export.module);
        break;
    case XS_ERROR_KIND:
        edge(visit, context, slot->value.error.info);
        break;
    case XS_LIST_KIND:
        edge(visit, context, slot->value.list.first);
        edge(visit, context, slot->value.list.last);
        break;
    case XS_PRIVATE_KIND:
        edge(visit, context, slot->value.private.check);
        edge(visit, context, slot->value.private.first);
        break;
    case XS_MAP_KIND: case XS_SET_KIND:
        visit_table(slot, visit, context);
        break;
    case XS_ENTRY_KIND:
        edge(visit, context, slot->value.entry.slot);
        break;
    case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND:
        edge(visit, context, slot->value.weakList.first);
        break;
    case XS_WEAK_ENTRY_KIND:
        edge(visit, context, slot->value.weakEntry.check);
        edge(visit, context, slot->value.weakEntry.value);
        break;
    case XS_PROXY_KIND:
        edge(visit, context, slot->value.proxy.handler);
        edge(visit, context, slot->value.proxy.target);
        break;
    case XS_HOST_KIND:
        if (slot->value.host.data == NULL && slot->value.host.variant.destructor == NULL)
            break;
        refuse("a host object");
    case XS_REGEXP_KIND:
        if (slot->value.regexp.code == NULL)
            break;
        refuse("a regular expression");
    case XS_STACK_KIND:
        refuse("a generator or async function that has begun");
    case XS_WEAK_REF_KIND: case XS_FINALIZATION_CELL_KIND: case XS_FINALIZATION_REGISTRY_KIND:
        refuse("a weak reference");
    default:
        refuse("something that the builder does not know");
    }
}

/** Refuses an instance whose state the engine would write, in flash, where the program goes on with it. */
static void check_instance(txMachine *the, const txSlot *instance)
{
    static const int ITERATORS[] = { mxArrayIteratorPrototypeStackIndex, mxMapIteratorPrototypeStackIndex, mxRegExpStringIteratorPrototypeStackIndex,
                                     mxSetIteratorPrototypeStackIndex, mxStringIteratorPrototypeStackIndex };
    const txSlot *state = instance->next;
    if (state == NULL || !(state->flag & XS_INTERNAL_FLAG))
        return;
    if (state->kind == XS_PROMISE_KIND && state->value.integer == mxPendingStatus)
        refuse("a promise that is not settled");
    for (size_t i = 0; i < sizeof(ITERATORS) / sizeof(ITERATORS[0]); i++) {
        const txSlot *prototype = the->stackTop - 1 - ITERATORS[i];
        if (prototype->kind == XS_REFERENCE_KIND && prototype->value.reference == instance->value.instance.prototype)
            refuse("an iterator");
    }
}

static void add_pending(void *context, txSlot *slot)
{
    (void)context;
    if (!rom_is_heap_slot(slot) || rom_image.places[slot - rom_image.first] != 0)
        return;
    if (pending.count == pending.room) {
        pending.room = pending.room == 0 ? 4096 : pending.room * 2;
        pending.items = realloc(pending.items, pending.room * sizeof(txSlot *));
    }
    rom_image.slots[rom_image.slot_count].slot = slot;
    rom_image.slots[rom_image.slot_count].owner = current_owner;
    rom_image.places[slot - rom_image.first] = (uint32_t)++rom_image.slot_count;
    rom_image.costs[current_owner].slots += sizeof(txSlot);
    pending.items[pending.count++] = slot;
}

/** Owner of a function: its module's place in the plan, or the one at work. */
static unsigned owner_of(txMachine *the, txSlot *slot)
{
    txSlot *code = slot->kind == XS_INSTANCE_KIND ? slot->next : NULL;
    if (code == NULL || (code->kind != XS_CODE_X_KIND && code->kind != XS_CODE_KIND) || !(code->flag & XS_INTERNAL_FLAG))
        return current_owner;
    txSlot *home = code->next;
    if (home == NULL || home->kind != XS_HOME_KIND || home->value.home.module == NULL)
        return current_owner;
    const char *name = fxGetKeyName(the, mxModuleInstanceInternal(home->value.home.module)->value.module.id);
    rom_module_t *module = name == NULL ? NULL : rom_plan_module(name);
    return module == NULL ? current_owner : (unsigned)(module - rom_plan.modules) + 1;
}

static void drain(txMachine *the)
{
    while (pending.count > 0) {
        txSlot *slot = pending.items[--pending.count];
        unsigned outer = current_owner;
        current_owner = rom_image.slots[rom_image.places[slot - rom_image.first] - 1].owner;
        unsigned owner = owner_of(the, slot);
        if (owner != current_owner) {
            rom_image.slots[rom_image.places[slot - rom_image.first] - 1].owner = owner;
            rom_image.costs[current_owner].slots -= sizeof(txSlot);
            rom_image.costs[owner].slots += sizeof(txSlot);
            current_owner = owner;
        }
        if (slot->kind == XS_INSTANCE_KIND)
            check_instance(the, slot);
        if (slot->next != NULL)
            add_pending(NULL, slot->next);
        rom_visit_edges(slot, add_pending, NULL);
        current_owner = outer;
    }
}

void rom_attribute(txMachine *the)
{
    if (the->firstHeap->next != NULL)
        rom_fail("the program needs more than one block of slots: raise initialHeapCount in host.c");
    rom_image.the = the;
    rom_image.first = the->firstHeap + 1;
    rom_image.limit = the->firstHeap->value.reference;
    size_t most = (size_t)(rom_image.limit - rom_image.first);
    rom_image.places = calloc(most, sizeof(uint32_t));
    rom_image.slots = calloc(most, sizeof(rom_slot_t));
    rom_image.costs = calloc(rom_plan.module_count + 1, sizeof(rom_cost_t));

    current_owner = ROM_OWNER_BUILT_IN;
    for (txID id = 0; id < the->keyIndex; id++)
        if (the->keyArray[id] != NULL)
            add_pending(NULL, the->keyArray[id]);
    for (int i = 0; i < mxStackIndexCount; i++)
        if (i != mxProgramStackIndex)
            rom_visit_edges(the->stackTop - 1 - i, add_pending, NULL);
    drain(the);

    /* In the order of their loading, imports first: what a module made is its own, not that of the first who imports it. */
    for (txSlot *slot = mxProgram.value.reference->next; slot != NULL; slot = slot->next) {
        if (slot->kind != XS_REFERENCE_KIND)
            continue;
        const char *name = fxGetKeyName(the, mxModuleInstanceInternal(slot->value.reference)->value.module.id);
        rom_module_t *module = name == NULL ? NULL : rom_plan_module(name);
        current_owner = module == NULL ? ROM_OWNER_BUILT_IN : (unsigned)(module - rom_plan.modules) + 1;
        add_pending(NULL, slot->value.reference);
        drain(the);
    }
    current_owner = ROM_OWNER_BUILT_IN;
    rom_visit_edges(&mxProgram, add_pending, NULL);
    drain(the);
}
