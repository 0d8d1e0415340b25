/**
 * What the host programs are asked to do: a text file, one order a line, written by the TypeScript driver (plan.ts).
 *
 *     module NAME PATH [preload]   a module and its source, evaluated at build time or left as byte code
 *     main NAME                    the module that the run program imports
 *     keep NAME                    a built-in name that stays although no byte code names it
 *     strip NAME | strip *         a built-in that goes; all that nothing names
 *     unfrozen NAME REASON…        a module whose data stays writable
 *     option NAME VALUE            a number of the image: nameModulo, stackCount, …
 */
#ifndef SEP2_ROM_PLAN_H
#define SEP2_ROM_PLAN_H

#include "xsAll.h"

#include <stdbool.h>

/** One module of the plan; `script` is filled by compile.c. */
typedef struct rom_module {
    char *name;
    char *path;
    bool preload;
    const char *unfrozen_reason;    /**< NULL: its data is frozen */
    txScript script;
    uint32_t source_octets;
    uint32_t code_octets;
    bool compiled;
} rom_module_t;

/** A list of words. */
typedef struct rom_words {
    char **items;
    size_t count;
} rom_words_t;

/** The whole plan. */
typedef struct rom_plan {
    rom_module_t *modules;
    size_t module_count;
    const char *main;
    rom_words_t keep;
    rom_words_t strip;
    bool strip_all;
    rom_words_t option_names;
    rom_words_t option_values;
} rom_plan_t;

/** The plan of this process. */
extern rom_plan_t rom_plan;

/** Reads the plan; ends the process with a message where the file or an order is not understood. */
void rom_plan_read(const char *path);

/** The module of that name; NULL where the plan has none. */
rom_module_t *rom_plan_module(const char *name);

/** The number that an option was given, or `otherwise`. */
int rom_plan_option(const char *name, int otherwise);

/** True where `word` is in the list. */
bool rom_words_have(const rom_words_t *words, const char *word);

/** Ends the process with status 1 and a message on standard error. */
void rom_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
