/** Source text of a module to byte code in the form in which it lies in flash. */
#ifndef SEP2_ROM_COMPILE_H
#define SEP2_ROM_COMPILE_H

#include "plan.h"

/**
 * Compiles the module once: identifiers become the machine's, strings and functions refer to the code in place
 * (`_ARCHIVE` codes). The code stays in one block until the process ends. A mistake in the source ends the process.
 */
void rom_compile(txMachine *the, rom_module_t *module);

/** Called with each byte code of `code`: its number, its operand and the identifier it names (XS_NO_ID: none). */
typedef void (*rom_code_visitor_t)(void *context, txU1 code, const txU1 *operand, txID id);

/** Walks byte code, into the functions inside it. */
void rom_code_walk(const txU1 *code, size_t octets, rom_code_visitor_t visit, void *context);

/** Octets of a code and its operand; a function's body, which follows the code, is not counted. */
size_t rom_code_length(const txU1 *code);

/** One function's byte code. */
typedef struct rom_function {
    const txU1 *code;
    uint32_t octets;
    rom_module_t *module;
} rom_function_t;

/** All functions of all compiled modules, a module's own body included; in no order. */
extern rom_function_t *rom_functions;
extern size_t rom_function_count;

/** The module whose host functions are being made: read by rom_build_hosts. */
extern rom_module_t *rom_compiling;

/** The callback of a script with host functions: leaves their array as the result. */
void rom_build_hosts(txMachine *the);

#endif
