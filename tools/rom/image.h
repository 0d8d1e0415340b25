/**
 * The image under construction: which slots are in it and to whom they belong, and the words that will lie in flash.
 *
 * Four regions follow each other: slots, data (arrays and tables, whose items may point anywhere), octets (strings,
 * numbers, buffers) and code. A word is a plain number, a place in a region, or the address of a C symbol.
 */
#ifndef SEP2_ROM_IMAGE_H
#define SEP2_ROM_IMAGE_H

#include "plan.h"

/** Where a word points. */
typedef enum rom_word_kind { ROM_PLAIN, ROM_HEAP, ROM_DATA, ROM_OCTETS, ROM_CODE, ROM_SYMBOL } rom_word_kind_t;

/** One 32-bit word of the image. */
typedef struct rom_word {
    uint32_t value;         /**< number, or offset in the region or from the symbol */
    rom_word_kind_t kind;
    const char *symbol;     /**< ROM_SYMBOL only */
} rom_word_t;

/** A growing region of words. */
typedef struct rom_region {
    rom_word_t *words;
    size_t count;
    size_t room;
} rom_region_t;

/** A growing region of octets. */
typedef struct rom_octets {
    uint8_t *items;
    size_t count;
    size_t room;
} rom_octets_t;

/** Owner of what is reachable from the engine's own roots; module n of the plan is owner n + 1. */
#define ROM_OWNER_BUILT_IN 0

/** One slot that is in the image. */
typedef struct rom_slot {
    txSlot *slot;
    unsigned owner;
} rom_slot_t;

/** What one owner takes in flash, in octets. */
typedef struct rom_cost {
    uint32_t slots;
    uint32_t chunks;
    uint32_t code;
    uint32_t aliases;
} rom_cost_t;

/** The image. */
typedef struct rom_image {
    txMachine *the;
    txSlot *first;              /**< of the one block of slots */
    txSlot *limit;
    uint32_t *places;           /**< by slot of the block: place in `slots` + 1; 0: not in the image */
    rom_slot_t *slots;
    size_t slot_count;
    rom_region_t data;
    rom_octets_t octets;
    rom_octets_t code;
    rom_cost_t *costs;          /**< by owner */
    size_t total;               /**< octets of the image in flash, known once it is written */
    txID alias_count;
} rom_image_t;

/** The image of this process. */
extern rom_image_t rom_image;

/** Marks every slot that the machine's roots, then the modules, reach, and notes the owner of each (attribute.c). */
void rom_attribute(txMachine *the);

/** Place of a slot in the heap region; the slot must be in the image. */
uint32_t rom_slot_offset(const txSlot *slot);

/** True where the slot lies in the machine's heap. */
bool rom_is_heap_slot(const txSlot *slot);

/** Calls `visit` with each slot that `slot` points to, but not with `slot->next`. Array items are visited as slots. */
typedef void (*rom_edge_visitor_t)(void *context, txSlot *to);
void rom_visit_edges(txSlot *slot, rom_edge_visitor_t visit, void *context);

/** True for the kinds whose value is an array of slots in a chunk. */
bool rom_is_array_kind(txKind kind);

/** Items of such an array that exist in its chunk. */
txIndex rom_array_items(const txSlot *array);

/** Remembers the names of the globals, before any is stripped (names.c). */
void rom_names_collect(txMachine *the);

/** Text for messages: `Math`, `Array.prototype`, `Point {x, y}`; of what has no name, its class and first properties. */
const char *rom_instance_name(txMachine *the, const txSlot *instance);

/** The entries of a map's or set's table, in the order of their slots, ended by NULL; to be freed (rehash.c). */
txSlot **rom_table_entries(const txSlot *table);

/** Sorts the entries of maps and sets by their keys' places in the image (rehash.c); after rom_attribute. */
void rom_rehash(void);

/** Sets aliases and flags so that nothing in the image is ever written (freeze.c). */
void rom_freeze(txMachine *the);

/** Removes built-ins that nothing names (strip.c); to be called after all modules were compiled and before any ran. */
void rom_strip(txMachine *the);

/**
 * Takes out what every function and module has and the plan's options do without (trim.c); `modules` is the list of the
 * realm. After the modules have run.
 */
void rom_trim(txMachine *the, txSlot *modules);

/** Turns the machine, with its modules evaluated, into the image's words and writes the assembler file (emit.c). */
void rom_emit(txMachine *the, const char *path, const char *symbols_path);

/** Writes the tables of engine functions that this image needs (defaults.c). */
void rom_emit_defaults(FILE *file);

/** False where Atomics was stripped: its tables are then left out. */
bool rom_uses_atomics(void);

/** Name of an owner for messages and the report (report.c). */
const char *rom_owner_name(unsigned owner);

/** Writes rom-report.json (report.c). */
void rom_write_report(txMachine *the, const char *path);

/** Appends a word; the octet offset at which it lies. */
uint32_t rom_region_add(rom_region_t *region, rom_word_t word);

/** Appends octets after padding to `alignment` (a power of two); the offset at which they lie. */
uint32_t rom_octets_add(rom_octets_t *region, const void *octets, size_t count, size_t alignment);

/** The same octets once: strings and big integers that are equal share their place. */
uint32_t rom_octets_share(const void *octets, size_t count, size_t alignment, unsigned owner);

/** Reads the builder's own symbols, as `nm --defined-only --numeric-sort` lists them (symbols.c). */
void rom_symbols_read(const char *path);

/** The word for an address in C code or data: its symbol and the offset in it. Ends the process where none fits. */
rom_word_t rom_symbol_word(const void *address);

/** Puts the code of reachable functions and of modules that were not run into the code region (code.c). */
void rom_place_code(void);

/** Finds the module variables that functions in the image write (variables.c), and tells. */
void rom_find_written_variables(void);
bool rom_variable_is_written(const txSlot *variable);

/** Where a code address lies in the code region; false where it is not the program's. */
bool rom_code_offset(const txByte *address, uint32_t *offset);

/** An instance that stays writable, and why. */
typedef struct rom_unfrozen {
    const txSlot *slot;
    unsigned owner;
    char *name;
    const char *reason;
} rom_unfrozen_t;
extern rom_unfrozen_t *rom_unfrozen;
extern size_t rom_unfrozen_count;

/** Kinds of byte code and names that occur in the program (strip.c). */
bool rom_program_has_code(txU1 code);
bool rom_program_names(txID id);
bool rom_program_assigns(txID id);

/** Built-ins that were removed and that stayed, as paths such as `Array.prototype.map`. */
extern rom_words_t rom_stripped;
extern rom_words_t rom_survivors;

#endif
