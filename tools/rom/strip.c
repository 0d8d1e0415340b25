/**
 * Which built-ins a program can reach, and the removal of the others.
 *
 * A built-in is reached by a name in byte code, by a kind of byte code (a generator needs its prototype) or by the
 * engine itself (a `for` loop asks for `next`). With `strip *` all others go; a name in `strip` goes in any case.
 * What nothing points to any more is then left out of the image by rom_attribute, and its C code by the linker.
 */
#include "compile.h"
#include "image.h"

rom_words_t rom_stripped;
rom_words_t rom_survivors;

static bool code_seen[256];
static bool *named;

/** Names that the engine looks up by itself. */
static const char *const ENGINE_NAMES[] = {
    "constructor", "prototype", "length", "name", "message", "cause", "toString", "valueOf", "next", "return", "throw", "done",
    "value", "join", "then", "resolve", "get", "set", "has", "add", "index", "groups", "exec", "flags", "lastIndex", "raw",
    "source", "hasIndices", "ignoreCase", "multiline", "dotAll", "unicode", "unicodeSets", "sticky", "toLocaleString", "toISOString", "toJSON", "sort", "configurable", "enumerable", "writable", "byteLength", "maxByteLength",
    "stack", "size", "description", "globalThis", "global", "undefined", "NaN", "Infinity",
};

/** Globals that stay in the engine's own table even when no byte code names them. */
static const txID ENGINE_GLOBALS[] = {
    _Array, _ArrayBuffer, _Object, _Function, _String, _Symbol, _Number, _Boolean, _TypedArray, _Infinity, _NaN, _undefined,
    _Error, _RangeError, _ReferenceError, _SyntaxError, _TypeError, _URIError, _EvalError,
};

/** A part of the engine that lives behind a global or a kind of byte code. */
typedef struct feature {
    txID global;                /* named by the program, or 0 */
    txID name;                  /* or this name, or 0 */
    txU1 codes[4];              /* any of these */
    int stack[5];               /* entries of the engine's table that it needs, ended by -1 */
} feature_t;

static const feature_t FEATURES[] = {
    { _AggregateError, _any, { 0 }, { mxAggregateErrorPrototypeStackIndex, -1 } },
    { _BigInt, 0, { XS_CODE_BIGINT_1, XS_CODE_BIGINT_2 }, { mxBigIntPrototypeStackIndex, -1 } },
    { _DataView, 0, { 0 }, { mxDataViewPrototypeStackIndex, -1 } },
    { _Date, 0, { 0 }, { mxDatePrototypeStackIndex, -1 } },
    { _FinalizationRegistry, 0, { 0 }, { mxFinalizationRegistryPrototypeStackIndex, -1 } },
    { _Map, 0, { 0 }, { mxMapPrototypeStackIndex, mxMapIteratorPrototypeStackIndex, -1 } },
    { _ModuleSource, 0, { 0 }, { mxModuleSourcePrototypeStackIndex, -1 } },
    { _Compartment, 0, { 0 }, { mxCompartmentPrototypeStackIndex, mxCompartmentGlobalStackIndex, -1 } },
    { _Promise, 0, { XS_CODE_ASYNC_FUNCTION, XS_CODE_ASYNC_GENERATOR_FUNCTION, XS_CODE_IMPORT },
      { mxPromisePrototypeStackIndex, mxOnRejectedPromiseFunctionStackIndex, mxOnResolvedPromiseFunctionStackIndex,
        mxOnThenableFunctionStackIndex, -1 } },
    { _Proxy, 0, { 0 }, { mxProxyPrototypeStackIndex, mxProxyAccessorStackIndex, -1 } },
    { _RegExp, 0, { XS_CODE_REGEXP }, { mxRegExpPrototypeStackIndex, mxRegExpStringIteratorPrototypeStackIndex,
        mxExecuteRegExpFunctionIndex, mxInitializeRegExpFunctionIndex, -1 } },
    { _Set, 0, { 0 }, { mxSetPrototypeStackIndex, mxSetIteratorPrototypeStackIndex, -1 } },
    { _SharedArrayBuffer, 0, { 0 }, { mxSharedArrayBufferPrototypeStackIndex, -1 } },
    { _WeakMap, 0, { 0 }, { mxWeakMapPrototypeStackIndex, -1 } },
    { _WeakRef, 0, { 0 }, { mxWeakRefPrototypeStackIndex, -1 } },
    { _WeakSet, 0, { 0 }, { mxWeakSetPrototypeStackIndex, -1 } },
    { 0, 0, { XS_CODE_FOR_IN }, { mxEnumeratorFunctionStackIndex, -1 } },
    { 0, 0, { XS_CODE_COPY_OBJECT }, { mxCopyObjectFunctionStackIndex, -1 } },
    { 0, 0, { XS_CODE_ASYNC_FUNCTION }, { mxAsyncFunctionPrototypeStackIndex, -1 } },
    { 0, 0, { XS_CODE_GENERATOR_FUNCTION, XS_CODE_ASYNC_GENERATOR_FUNCTION }, { mxGeneratorPrototypeStackIndex, mxGeneratorFunctionPrototypeStackIndex, -1 } },
    { 0, 0, { XS_CODE_ASYNC_GENERATOR_FUNCTION, XS_CODE_FOR_AWAIT_OF }, { mxAsyncIteratorPrototypeStackIndex,
        mxAsyncFromSyncIteratorPrototypeStackIndex, mxAsyncGeneratorPrototypeStackIndex, mxAsyncGeneratorFunctionPrototypeStackIndex, -1 } },
};

static void note_code(void *context, txU1 code, const txU1 *operand, txID id)
{
    (void)context;
    (void)operand;
    code_seen[code] = true;
    if (id != XS_NO_ID)
        named[id] = true;
}

bool rom_program_has_code(txU1 code)
{
    return code_seen[code];
}

bool rom_program_names(txID id)
{
    return named[id];
}

static void add_word(rom_words_t *words, const char *word)
{
    words->items = realloc(words->items, (words->count + 1) * sizeof(char *));
    words->items[words->count++] = strdup(word);
}

static bool wanted(txMachine *the, txID id)
{
    const char *name = fxGetKeyName(the, id);
    if (name == NULL || id < XS_SYMBOL_ID_COUNT)
        return true;
    if (rom_words_have(&rom_plan.strip, name))
        return false;
    if (!rom_plan.strip_all || named[id] || rom_words_have(&rom_plan.keep, name))
        return true;
    if (id == mxID(_parse) && named[_Date])
        return true;
    for (size_t i = 0; i < sizeof(ENGINE_NAMES) / sizeof(ENGINE_NAMES[0]); i++)
        if (strcmp(ENGINE_NAMES[i], name) == 0)
            return true;
    return false;
}

static bool engine_global(txID id)
{
    for (size_t i = 0; i < sizeof(ENGINE_GLOBALS) / sizeof(ENGINE_GLOBALS[0]); i++)
        if (ENGINE_GLOBALS[i] == id)
            return true;
    return false;
}

static bool feature_wanted(txMachine *the, const feature_t *feature)
{
    if (feature->global != 0) {
        const char *name = fxGetKeyName(the, feature->global);
        if (rom_words_have(&rom_plan.strip, name))
            return false;
        if (!rom_plan.strip_all || named[feature->global] || rom_words_have(&rom_plan.keep, name))
            return true;
        if (feature->name != 0 && named[feature->name])
            return true;
    } else if (!rom_plan.strip_all) {
        return true;
    }
    for (size_t i = 0; i < sizeof(feature->codes) && feature->codes[i] != 0; i++)
        if (code_seen[feature->codes[i]])
            return true;
    return false;
}

static bool is_host_function(const txSlot *instance)
{
    return instance->next != NULL && (instance->next->flag & XS_INTERNAL_FLAG) && instance->next->kind == XS_CALLBACK_KIND;
}

/** Empties an object: what only it pointed to goes with it. */
static void empty(txSlot *instance)
{
    txSlot **address = &instance->next;
    while (*address != NULL)
        if ((*address)->flag & XS_INTERNAL_FLAG)
            address = &(*address)->next;
        else
            *address = (*address)->next;
}

static void strip_features(txMachine *the)
{
    for (size_t i = 0; i < sizeof(FEATURES) / sizeof(FEATURES[0]); i++) {
        const feature_t *feature = &FEATURES[i];
        if (feature_wanted(the, feature))
            continue;
        for (size_t at = 0; feature->stack[at] >= 0; at++) {
            txSlot *slot = the->stackTop - 1 - feature->stack[at];
            if (slot->kind != XS_REFERENCE_KIND)
                slot->kind = XS_UNDEFINED_KIND;
            else if (is_host_function(slot->value.reference))
                slot->kind = XS_UNDEFINED_KIND;
            else
                empty(slot->value.reference);
        }
    }
}

/** The feature behind a global; NULL where it is none. */
static const feature_t *feature_of(txID id)
{
    for (size_t i = 0; i < sizeof(FEATURES) / sizeof(FEATURES[0]); i++)
        if (FEATURES[i].global != 0 && FEATURES[i].global == id)
            return &FEATURES[i];
    return NULL;
}

static void strip_globals(txMachine *the)
{
    txSlot **address = &mxGlobal.value.reference->next;
    while (*address != NULL) {
        txSlot *property = *address;
        txID id = property->ID;
        const feature_t *feature = feature_of(id);
        bool drop = !(property->flag & XS_INTERNAL_FLAG) && !(feature == NULL ? wanted(the, id) : feature_wanted(the, feature));
        if (!drop || id == XS_NO_ID) {
            if (!(property->flag & XS_INTERNAL_FLAG))
                add_word(&rom_survivors, fxGetKeyName(the, id));
            address = &property->next;
            continue;
        }
        add_word(&rom_stripped, fxGetKeyName(the, id));
        *address = property->next;
        if (id < XS_INTRINSICS_COUNT && !engine_global(id))
            the->stackTop[-1 - id].kind = XS_UNDEFINED_KIND;
    }
}

/** Names a property of a built-in for the report. */
static void note_property(txMachine *the, rom_words_t *words, const txSlot *instance, txID id)
{
    char text[200];
    const char *key = fxGetKeyName(the, id);
    const char *holder = rom_instance_name(the, instance);
    snprintf(text, sizeof(text), "%.*s.%s", (int)strcspn(holder, " "), holder, key == NULL ? "?" : key);
    add_word(words, text);
}

static void strip_properties(txMachine *the)
{
    bool no_names = rom_plan.strip_all && !rom_words_have(&rom_plan.keep, "callback.name");
    bool no_lengths = rom_plan.strip_all && !rom_words_have(&rom_plan.keep, "callback.length");
    txSlot *global = mxGlobal.value.reference;
    for (txSlot *slot = the->firstHeap + 1; slot < the->firstHeap->value.reference; slot++) {
        if (slot->kind != XS_INSTANCE_KIND || slot == global)
            continue;
        txSlot **address = &slot->next;
        while (*address != NULL) {
            txSlot *property = *address;
            bool own_name = is_host_function(slot) && (property->ID == mxID(_name) || property->ID == mxID(_length));
            if ((property->flag & XS_INTERNAL_FLAG) || property->ID == XS_NO_ID || own_name || wanted(the, property->ID)) {
                address = &property->next;
                continue;
            }
            note_property(the, &rom_stripped, slot, property->ID);
            *address = property->next;
        }
    }
    for (txSlot *slot = the->firstHeap + 1; slot < the->firstHeap->value.reference; slot++) {
        if (slot->kind != XS_INSTANCE_KIND || !is_host_function(slot))
            continue;
        txSlot **address = &slot->next;
        while (*address != NULL) {
            const txSlot *property = *address;
            bool drop = (property->ID == mxID(_name) && no_names) || (property->ID == mxID(_length) && no_lengths);
            if (drop && !(property->flag & XS_INTERNAL_FLAG))
                *address = property->next;
            else
                address = &(*address)->next;
        }
    }
}

void rom_strip(txMachine *the)
{
    rom_names_collect(the);
    named = calloc((size_t)the->keyCount, sizeof(bool));
    for (size_t i = 0; i < rom_plan.module_count; i++)
        if (rom_plan.modules[i].compiled)
            rom_code_walk((const txU1 *)rom_plan.modules[i].script.codeBuffer, (size_t)rom_plan.modules[i].script.codeSize, note_code, NULL);
    strip_features(the);
    strip_globals(the);
    strip_properties(the);
}
