/**
 * What the engine asks of its platform on a board, and the start of the machine from the ROM image.
 *
 * Modules come from the image alone: those that ran when it was built are found in its realm, the others are byte code in
 * flash that runs when something imports them.
 */
#include "xsAll.h"
#include "engine.h"
#include "modules.h"

/** What the untouched part of the XS stack holds, so that its high-water mark can be read. */
#define STACK_PAINT 0xA5A5A5A5u
/** So many untouched slots in a row end the used part. */
#define STACK_PAINT_RUN 16

static bool jobs_waiting;

static void paint_stack(txMachine *the)
{
    uint32_t *word = (uint32_t *)the->stackBottom;
    uint32_t *end = (uint32_t *)the->stack;
    while (word < end)
        *word++ = STACK_PAINT;
}

uint32_t xs_stack_peak(txMachine *the)
{
    const txSlot *slot = the->stackTop;
    unsigned run = 0;
    while (slot > the->stackBottom && run < STACK_PAINT_RUN) {
        slot--;
        const uint32_t *word = (const uint32_t *)slot;
        run = (word[0] == STACK_PAINT && word[1] == STACK_PAINT && word[3] == STACK_PAINT) ? run + 1 : 0;
    }
    return (uint32_t)((const uint8_t *)the->stackTop - (const uint8_t *)(slot + run));
}

txMachine *xs_machine_start(void *context)
{
    jobs_waiting = false;
    txMachine *the = fxPrepareMachine(NULL, (txPreparation *)&xs_preparation, "xs", context, NULL);
    if (the != NULL)
        paint_stack(the);
    return the;
}

const char *xs_abort_cause(int status)
{
    switch (status) {
    case XS_NOT_ENOUGH_MEMORY_EXIT: return "heap-full";
    case XS_STACK_OVERFLOW_EXIT: return "stack-full";
    case XS_FATAL_CHECK_EXIT: return "fatal-check";
    case XS_DEAD_STRIP_EXIT: return "not-in-image";
    case XS_UNHANDLED_EXCEPTION_EXIT: return "unhandled-exception";
    case XS_NO_MORE_KEYS_EXIT: return "keys-full";
    case XS_TOO_MUCH_COMPUTATION_EXIT: return "too-much-computation";
    case XS_UNHANDLED_REJECTION_EXIT: return "unhandled-rejection";
    default: return "unknown";
    }
}

void fxAbort(txMachine *the, int status)
{
    xs_on_abort(the, status);
}

void fxCreateMachinePlatform(txMachine *the)
{
    the->host = NULL;
}

void fxDeleteMachinePlatform(txMachine *the)
{
    (void)the;
}

void fxQueuePromiseJobs(txMachine *the)
{
    (void)the;
    jobs_waiting = true;
}

bool xs_jobs_waiting(void)
{
    return jobs_waiting;
}

void xs_jobs_run(txMachine *the)
{
    jobs_waiting = false;
    fxBeginHost(the);
    fxRunPromiseJobs(the);
    fxEndHost(the);
}

bool xs_import(txMachine *the, const char *name)
{
    volatile bool done = false;
    fxBeginHost(the);
    {
        mxTry(the) {
            mxPushStringX((txString)name);
            fxAwaitImport(the, XS_IMPORT_NAMESPACE);
            mxPop();
            done = true;
        }
        mxCatch(the) {
        }
    }
    fxEndHost(the);
    return done;
}

void xs_exception_text(txMachine *the, char *text, size_t room)
{
    if (room == 0)
        return;
    text[0] = 0;
    fxBeginHost(the);
    {
        mxTry(the) {
            mxPush(mxException);
            mxException.kind = XS_UNDEFINED_KIND;
            strncpy(text, fxToString(the, the->stack), room - 1);
            text[room - 1] = 0;
        }
        mxCatch(the) {
            strncpy(text, "exception without text", room - 1);
        }
    }
    fxEndHost(the);
}

/** There is no parser on a board: `eval` and `new Function` throw. */
txScript *fxParseScript(txMachine *the, void *stream, txGetter getter, txUnsigned flags)
{
    (void)stream;
    (void)getter;
    (void)flags;
    mxEvalError("no parser");
    return NULL;
}

/** Stands in the engine's tables for what the image has no use for (tools/rom/defaults.c). */
void xs_not_in_image(txMachine *the);
void xs_not_in_image(txMachine *the)
{
    fxAbort(the, XS_DEAD_STRIP_EXIT);
}

/** The byte code of a module that waits in the image; NULL where there is none of that name. */
static txScript *find_script(txMachine *the, const char *name)
{
    txPreparation *preparation = the->preparation;
    txScript *script = preparation->scripts;
    for (txInteger left = preparation->scriptCount; left > 0; left--, script++)
        if (strcmp(script->path, name) == 0)
            return script;
    return NULL;
}

/** True where the module ran when the image was built. */
static bool is_preloaded(txMachine *the, txID id)
{
    txSlot *module = mxProgram.kind == XS_REFERENCE_KIND
        ? mxBehaviorGetProperty(the, mxOwnModules(mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm)->value.reference, id, 0, XS_ANY)
        : NULL;
    return module != NULL;
}

txID fxFindModule(txMachine *the, txSlot *realm, txID module_id, txSlot *slot)
{
    (void)realm;
    char name[XS_MODULE_NAME_OCTETS];
    const char *from = module_id == XS_NO_ID ? NULL : fxGetKeyName(the, module_id);
    if (!xs_module_resolve(from, fxToString(the, slot), name))
        return XS_NO_ID;
    txID id = fxFindName(the, name);
    if (id != XS_NO_ID && is_preloaded(the, id))
        return id;
    txScript *script = find_script(the, name);
    return script == NULL ? XS_NO_ID : fxNewNameX(the, script->path);
}

void fxLoadModule(txMachine *the, txSlot *module, txID module_id)
{
    txScript *script = find_script(the, fxGetKeyName(the, module_id));
    if (script != NULL)
        fxResolveModule(the, module, module_id, script, NULL, NULL);
}
