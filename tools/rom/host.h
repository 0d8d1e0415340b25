/** What the engine asks of its platform on the host: modules from the plan, native functions that exist by name only. */
#ifndef SEP2_ROM_HOST_H
#define SEP2_ROM_HOST_H

#include "plan.h"

/** A machine of its own with the built-ins and `print`, and as much memory as it asks for. */
txMachine *rom_machine(void);

/** The place-holder of the C function `symbol` (`@ "symbol"`); calling it while building throws. */
txCallback rom_native_callback(const char *symbol);

/** The symbol behind a place-holder; NULL where the address is none. */
const char *rom_native_symbol(txCallback callback);

/** Runs promise jobs until none waits. `name`: of the module that queued them, for messages; NULL: the program. */
void rom_run_jobs(txMachine *the, const char *name);

/** Imports a module and runs promise jobs until none waits; ends the process where it throws. */
void rom_import(txMachine *the, const char *name);

#endif
