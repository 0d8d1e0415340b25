/** See host.h. */
#include "host.h"
#include "compile.h"
#include "modules.h"

/** Most native functions that one image may name. */
#define MOST_NATIVES 512
/** C stack that the parser and the collector may use on the host. */
#define C_STACK_OCTETS (7 * 1024 * 1024)

static bool jobs_waiting;
/** The module whose jobs run; NULL: the program's. */
static const char *jobs_of;
static const char *native_symbols[MOST_NATIVES];
static size_t native_count;

/* One address for each native function, all leading to the same refusal. */
extern const txU1 rom_native_table[];
__asm__(".text\n.arm\n.balign 4\n.global rom_native_table\nrom_native_table:\n.rept 512\nb rom_native_refuse\n.endr\n");

void rom_native_refuse(txMachine *the);
void rom_native_refuse(txMachine *the)
{
    mxTypeError("a native function was called while the image was built");
}

txCallback rom_native_callback(const char *symbol)
{
    size_t index = 0;
    while (index < native_count && strcmp(native_symbols[index], symbol) != 0)
        index++;
    if (index == native_count) {
        if (native_count == MOST_NATIVES)
            rom_fail("more than %d native functions", MOST_NATIVES);
        native_symbols[native_count++] = strdup(symbol);
    }
    return (txCallback)(uintptr_t)(rom_native_table + 4 * index);
}

const char *rom_native_symbol(txCallback callback)
{
    uintptr_t offset = (uintptr_t)callback - (uintptr_t)rom_native_table;
    return offset < 4 * native_count ? native_symbols[offset / 4] : NULL;
}

char *fxCStackLimit(void)
{
    return (char *)__builtin_frame_address(0) - C_STACK_OCTETS;
}

void *fxAllocateChunks(txMachine *the, txSize octets)
{
    (void)the;
    return malloc((size_t)octets);
}

void fxFreeChunks(txMachine *the, void *block)
{
    (void)the;
    free(block);
}

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
    (void)the;
    return malloc((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine *the, void *slots)
{
    (void)the;
    free(slots);
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

void fxAbort(txMachine *the, int status)
{
    fflush(stdout);
    if (status == XS_UNHANDLED_EXCEPTION_EXIT || status == XS_UNHANDLED_REJECTION_EXIT)
        rom_fail("%s%suncaught: %s", jobs_of == NULL ? "" : jobs_of, jobs_of == NULL ? "" : ": ", fxToString(the, &mxException));
    rom_fail("the engine gave up, status %d", status);
}

txID fxFindModule(txMachine *the, txSlot *realm, txID module_id, txSlot *slot)
{
    (void)realm;
    char name[XS_MODULE_NAME_OCTETS];
    const char *from = module_id == XS_NO_ID ? NULL : fxGetKeyName(the, module_id);
    if (!xs_module_resolve(from, fxToString(the, slot), name))
        return XS_NO_ID;
    return rom_plan_module(name) == NULL ? XS_NO_ID : fxNewNameC(the, name);
}

void fxLoadModule(txMachine *the, txSlot *module, txID module_id)
{
    rom_module_t *planned = rom_plan_module(fxGetKeyName(the, module_id));
    if (planned == NULL)
        return;
    rom_compile(the, planned);
    rom_compiling = planned;
    fxResolveModule(the, module, module_id, &planned->script, NULL, NULL);
}

static void print(txMachine *the)
{
    for (txInteger i = 0; i < mxArgc; i++)
        printf("%s%s", i == 0 ? "" : " ", fxToString(the, mxArgv(i)));
    putchar('\n');
}

txMachine *rom_machine(void)
{
    txCreation creation = {
        .initialChunkSize = 8 * 1024 * 1024,
        .incrementalChunkSize = 1024 * 1024,
        .initialHeapCount = 512 * 1024,
        .incrementalHeapCount = 64 * 1024,
        .stackCount = 16 * 1024,
        .initialKeyCount = 32 * 1024,
        .incrementalKeyCount = 1024,
        .nameModulo = rom_plan_option("nameModulo", 127),
        .symbolModulo = rom_plan_option("symbolModulo", 1),
        .parserBufferSize = 64 * 1024,
        .parserTableModulo = 1993,
    };
    txMachine *the = fxCreateMachine(&creation, "rom", NULL, XS_NO_ID);
    if (the == NULL)
        rom_fail("no machine");
    return the;
}

static void imported(txMachine *the)
{
    (void)the;
}

static void not_imported(txMachine *the)
{
    fflush(stdout);
    txSlot *error = mxArgv(0);
    mxPushSlot(error);
    fprintf(stderr, "rom: uncaught: %s\n", fxToString(the, the->stack));
    mxPop();
    if (mxIsReference(error)) {
        mxPushSlot(error);
        mxGetID(mxID(_stack));
        fprintf(stderr, "%s\n", fxToString(the, the->stack));
        mxPop();
    }
    exit(1);
}

void rom_run_jobs(txMachine *the, const char *name)
{
    jobs_of = name;
    while (jobs_waiting) {
        jobs_waiting = false;
        fxRunPromiseJobs(the);
    }
}

void rom_import(txMachine *the, const char *name)
{
    txSlot *realm;
    fxBeginHost(the);
    mxTry(the) {
        fxNewHostFunction(the, print, 1, fxID(the, "print"), XS_NO_ID);
        mxPush(mxGlobal);
        mxSetID(fxID(the, "print"));
        mxPop();
        realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
        mxPushStringC((txString)name);
        fxRunImport(the, realm, XS_NO_ID);
        mxDub();
        mxGetID(mxID(_then));
        mxCall();
        fxNewHostFunction(the, imported, 1, XS_NO_ID, XS_NO_ID);
        fxNewHostFunction(the, not_imported, 1, XS_NO_ID, XS_NO_ID);
        mxRunCount(2);
        mxPop();
        rom_run_jobs(the, NULL);
    }
    mxCatch(the) {
        rom_fail("uncaught: %s", fxToString(the, &mxException));
    }
    fxEndHost(the);
}
