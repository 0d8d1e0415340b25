/** `build PLAN SYMBOLS ROM.S REPORT.JSON`: the ROM image builder. */
#include "compile.h"
#include "host.h"
#include "image.h"

/** A module state of the engine (xsModule.c, in the identifier of the exports): the body ran to its end. */
#define MODULE_EXECUTED 6
/** … or threw, as did every module that waits for it. */
#define MODULE_ERROR 7

/** The module that threw while `name` was imported: of those that failed, the one that was asked for last. */
static const char *to_blame(txMachine *the, const char *name)
{
    txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
    for (txSlot *module = mxOwnModules(realm)->value.reference->next; module != NULL; module = module->next) {
        if (module->kind != XS_REFERENCE_KIND || mxModuleInstanceExports(module->value.reference)->ID != MODULE_ERROR)
            continue;
        const char *failed = fxGetKeyName(the, mxModuleInstanceInternal(module->value.reference)->value.module.id);
        name = failed == NULL ? name : failed;
    }
    return name;
}

/** Runs a module, what it imports and the promise jobs of both; ends the process where one throws. */
static void preload(txMachine *the, const char *name)
{
    fxBeginHost(the);
    mxTry(the) {
        mxPushStringC((txString)name);
        fxAwaitImport(the, XS_IMPORT_NAMESPACE);
        mxPop();
        rom_run_jobs(the, name);
        fxCheckUnhandledRejections(the, 1);
    }
    mxCatch(the) {
        mxPush(mxException);
        const char *text = fxToString(the, the->stack);
        if (strncmp(text, "SyntaxError", strlen("SyntaxError")) == 0)
            rom_fail("preload of %s, or of what it imports: %s", name, text);
        rom_fail("preload of %s: %s", to_blame(the, name), text);
    }
    fxEndHost(the);
}

/** An evaluated module keeps its exports; transfers, body and host functions have done their work. */
static void settle_module(txMachine *the, txSlot *module)
{
    const char *name = fxGetKeyName(the, mxModuleInstanceInternal(module)->value.module.id);
    rom_module_t *planned = name == NULL ? NULL : rom_plan_module(name);
    if (mxModuleInstanceExports(module)->ID != MODULE_EXECUTED)
        rom_fail("the module %s did not run to its end", name == NULL ? "?" : name);
    if (planned != NULL && !planned->preload)
        rom_fail("%s is imported by a preloaded module and not preloaded itself", name);
    mxModuleInstanceInternal(module)->value.module.realm = NULL;
    mxModuleInstanceMeta(module)->next = NULL;
}

/** Takes the machine apart into what fxCloneMachine expects of its model. */
static void detach(txMachine *the)
{
    txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
    txSlot *modules = mxOwnModules(realm)->value.reference;
    for (txSlot *module = modules->next; module != NULL; module = module->next)
        if (module->kind == XS_REFERENCE_KIND)
            settle_module(the, module->value.reference);
    mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm = NULL;
    mxException.kind = XS_REFERENCE_KIND;
    mxException.value.reference = mxRealmClosures(realm)->value.reference;
    mxProgram.value.reference = modules;
    mxHosts.kind = XS_UNDEFINED_KIND;
    mxModuleQueue = mxUndefined;
    mxUnhandledPromises = mxUndefined;
    mxDuringJobs = mxUndefined;
    mxFinalizationRegistries = mxUndefined;
    mxPendingJobs = mxUndefined;
    mxRunningJobs = mxUndefined;
    mxBreakpoints = mxUndefined;
    mxHostInspectors = mxUndefined;
    mxInstanceInspectors = mxUndefined;

    txSlot *global = mxGlobal.value.reference;
    if (global->next != NULL && global->next->kind == XS_GLOBAL_KIND)
        global->next = global->next->next;
    global->flag &= (txFlag)~XS_EXOTIC_FLAG;
}

int main(int count, char **words)
{
    if (count != 5)
        rom_fail("usage: build PLAN SYMBOLS ROM.S REPORT.JSON");
    rom_plan_read(words[1]);
    txMachine *the = rom_machine();
    fxBeginHost(the);
    for (size_t i = 0; i < rom_plan.module_count; i++)
        rom_compile(the, &rom_plan.modules[i]);
    fxEndHost(the);
    rom_strip(the);
    for (size_t i = 0; i < rom_plan.module_count; i++)
        if (rom_plan.modules[i].preload)
            preload(the, rom_plan.modules[i].name);
    detach(the);
    rom_trim(the, mxProgram.value.reference);
    fxCollectGarbage(the);
    rom_attribute(the);
    rom_rehash();
    rom_place_code();
    rom_freeze(the);
    rom_emit(the, words[3], words[2]);
    rom_write_report(the, words[4]);
    return 0;
}
