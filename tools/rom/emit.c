/**
 * Writes the image as an assembler file: each word a number, a place in the image, or a C symbol that the linker fills
 * in, so that C which nothing in the image names is dropped.
 */
#include "compile.h"
#include "image.h"

static rom_region_t heap;

static const rom_word_t ZERO = { 0, ROM_PLAIN, NULL };

static rom_word_t plain(uint32_t value)
{
    return (rom_word_t){ value, ROM_PLAIN, NULL };
}

static rom_word_t place(rom_word_kind_t kind, uint32_t offset)
{
    return (rom_word_t){ offset, kind, NULL };
}

static rom_word_t slot_word(const txSlot *slot)
{
    return slot == NULL ? ZERO : place(ROM_HEAP, rom_slot_offset(slot));
}

static rom_word_t string_word(const char *string, unsigned owner)
{
    return place(ROM_OCTETS, rom_octets_share(string, strlen(string) + 1, 1, owner));
}

static rom_word_t code_word(const txByte *address)
{
    uint32_t offset;
    return rom_code_offset(address, &offset) ? place(ROM_CODE, offset) : rom_symbol_word(address);
}

/** Second value word as it is. */
static rom_word_t raw(const txSlot *slot, unsigned index)
{
    uint32_t words[2];
    memcpy(words, &slot->value, sizeof(words));
    return plain(words[index]);
}

static void emit_slot(rom_region_t *region, const txSlot *slot, unsigned owner, bool item);

/** The items of an array with the header that the engine reads their number from. */
static rom_word_t array_word(const txSlot *array, unsigned owner)
{
    txIndex count = rom_array_items(array);
    if (array->value.array.address == NULL || count == 0)
        return ZERO;
    while (rom_image.data.count % 2 != 0) {
        rom_region_add(&rom_image.data, ZERO);
        rom_image.costs[owner].chunks += 4;
    }
    rom_region_add(&rom_image.data, plain((uint32_t)(sizeof(txChunk) + count * sizeof(txSlot))));
    rom_region_add(&rom_image.data, ZERO);
    uint32_t offset = (uint32_t)rom_image.data.count * 4;
    for (txIndex i = 0; i < count; i++)
        emit_slot(&rom_image.data, array->value.array.address + i, owner, true);
    rom_image.costs[owner].chunks += sizeof(txChunk) + count * sizeof(txSlot);
    return place(ROM_DATA, offset);
}

static rom_word_t table_word(const txSlot *table, unsigned owner)
{
    uint32_t offset = (uint32_t)rom_image.data.count * 4;
    for (txSize i = 0; i < table->value.table.length; i++)
        rom_region_add(&rom_image.data, slot_word(table->value.table.address[i]));
    rom_image.costs[owner].chunks += (uint32_t)table->value.table.length * 4;
    return place(ROM_DATA, offset);
}

static rom_word_t buffer_word(const txSlot *buffer, unsigned owner)
{
    if (buffer->value.arrayBuffer.address == NULL)
        return ZERO;
    const txSlot *info = buffer->next;
    if (info == NULL || info->kind != XS_BUFFER_INFO_KIND)
        rom_fail("a buffer without its length cannot be in the image");
    return place(ROM_OCTETS, rom_octets_share(buffer->value.arrayBuffer.address, (size_t)info->value.bufferInfo.length, 8, owner));
}

/** The two value words of a slot. */
static void value_words(const txSlot *slot, unsigned owner, rom_word_t words[2])
{
    words[0] = raw(slot, 0);
    words[1] = raw(slot, 1);
    switch (slot->kind) {
    case XS_UNDEFINED_KIND: case XS_UNINITIALIZED_KIND: case XS_NULL_KIND:
        words[0] = words[1] = ZERO;
        break;
    case XS_BOOLEAN_KIND: case XS_INTEGER_KIND: case XS_PROMISE_KIND:
        words[1] = ZERO;
        break;
    case XS_STRING_X_KIND: case XS_STRING_KIND:
        words[0] = string_word(slot->value.string, owner);
        words[1] = ZERO;
        break;
    case XS_KEY_X_KIND: case XS_KEY_KIND:
        words[0] = string_word(slot->value.key.string, owner);
        break;
    case XS_SYMBOL_KIND:
        words[0] = plain(slot->value.symbol);
        words[1] = ZERO;
        break;
    case XS_BIGINT_X_KIND: case XS_BIGINT_KIND:
        words[0] = place(ROM_OCTETS, rom_octets_share(slot->value.bigint.data, slot->value.bigint.size * 4u, 4, owner));
        words[1] = plain((uint32_t)slot->value.bigint.size | (uint32_t)slot->value.bigint.sign << 16);
        break;
    case XS_REFERENCE_KIND:
        words[0] = slot_word(slot->value.reference);
        words[1] = ZERO;
        break;
    case XS_CLOSURE_KIND:
        words[0] = slot_word(slot->value.closure);
        words[1] = ZERO;
        break;
    case XS_INSTANCE_KIND:
        words[0] = ZERO;
        words[1] = slot_word(slot->value.instance.prototype);
        break;
    case XS_ACCESSOR_KIND:
        words[0] = slot_word(slot->value.accessor.getter);
        words[1] = slot_word(slot->value.accessor.setter);
        break;
    case XS_ARRAY_KIND: case XS_ARGUMENTS_SLOPPY_KIND: case XS_ARGUMENTS_STRICT_KIND:
        words[0] = array_word(slot, owner);
        break;
    case XS_ARRAY_BUFFER_KIND:
        words[0] = buffer_word(slot, owner);
        words[1] = ZERO;
        break;
    case XS_CALLBACK_KIND: case XS_CALLBACK_X_KIND:
        words[0] = rom_symbol_word((const void *)slot->value.callback.address);
        words[1] = slot_word(slot->value.callback.closures);
        break;
    case XS_CODE_X_KIND: case XS_CODE_KIND:
        words[0] = code_word(slot->value.code.address);
        words[1] = slot_word(slot->value.code.closures);
        break;
    case XS_HOME_KIND:
        words[0] = slot_word(slot->value.home.object);
        words[1] = slot_word(slot->value.home.module);
        break;
    case XS_MODULE_KIND: case XS_PROGRAM_KIND:
        words[0] = slot_word(slot->value.module.realm);
        break;
    case XS_EXPORT_KIND:
        words[0] = slot_word(slot->value.export.closure);
        words[1] = slot_word(slot->value.export.module);
        break;
    case XS_ERROR_KIND:
        words[0] = slot_word(slot->value.error.info);
        break;
    case XS_LIST_KIND:
        words[0] = slot_word(slot->value.list.first);
        words[1] = slot_word(slot->value.list.last);
        break;
    case XS_PRIVATE_KIND:
        words[0] = slot_word(slot->value.private.check);
        words[1] = slot_word(slot->value.private.first);
        break;
    case XS_MAP_KIND: case XS_SET_KIND:
        words[0] = table_word(slot, owner);
        break;
    case XS_ENTRY_KIND:
        words[0] = slot_word(slot->value.entry.slot);
        break;
    case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND:
        words[0] = slot_word(slot->value.weakList.first);
        words[1] = ZERO;
        break;
    case XS_WEAK_ENTRY_KIND:
        words[0] = slot_word(slot->value.weakEntry.check);
        words[1] = slot_word(slot->value.weakEntry.value);
        break;
    case XS_PROXY_KIND:
        words[0] = slot_word(slot->value.proxy.handler);
        words[1] = slot_word(slot->value.proxy.target);
        break;
    case XS_TYPED_ARRAY_KIND:
        words[0] = rom_symbol_word(slot->value.typedArray.dispatch);
        words[1] = rom_uses_atomics() ? rom_symbol_word(slot->value.typedArray.atomics) : ZERO;
        break;
    case XS_HOST_KIND: case XS_REGEXP_KIND:
        words[0] = words[1] = ZERO;
        break;
    case XS_NUMBER_KIND: case XS_DATE_KIND: case XS_DATA_VIEW_KIND: case XS_BUFFER_INFO_KIND:
        break;
    default:
        rom_fail("a slot of kind %d cannot be written", slot->kind);
    }
}

static void emit_slot(rom_region_t *region, const txSlot *slot, unsigned owner, bool item)
{
    rom_word_t words[2];
    uint32_t next = 0;
    size_t at = region->count;
    for (unsigned i = 0; i < 4; i++)
        rom_region_add(region, ZERO);
    value_words(slot, owner, words);
    if (item)
        memcpy(&next, slot, sizeof(next));
    region->words[at] = item ? plain(next) : slot_word(slot->next);
    region->words[at + 1] = plain((uint32_t)(txU1)slot->kind | (uint32_t)slot->flag << 8 | (uint32_t)slot->ID << 16);
    region->words[at + 2] = words[0];
    region->words[at + 3] = words[1];
}

static void print_word(FILE *file, rom_word_t word)
{
    static const char *const LABELS[] = { "", "xs_rom_heap", "xs_rom_data", "xs_rom_octets", "xs_rom_code" };
    if (word.kind == ROM_PLAIN)
        fprintf(file, "%u", (unsigned)word.value);
    else
        fprintf(file, "%s+%u", word.kind == ROM_SYMBOL ? word.symbol : LABELS[word.kind], (unsigned)word.value);
}

/** Octets written to the section so far. */
static size_t section_octets;

static void count_octets(size_t octets)
{
    section_octets = ((section_octets + 7) & ~(size_t)7) + octets;
}

static void begin(FILE *file, const char *label)
{
    fprintf(file, "\t.balign 8\n\t.global %s\n\t.type %s, %%object\n%s:\n", label, label, label);
}

static void end(FILE *file, const char *label)
{
    fprintf(file, "\t.size %s, .-%s\n", label, label);
}

static void print_region(FILE *file, const char *label, const rom_region_t *region)
{
    begin(file, label);
    count_octets(region->count * 4);
    for (size_t i = 0; i < region->count; i++) {
        fputs(i % 4 == 0 ? "\t.word " : ",", file);
        print_word(file, region->words[i]);
        if (i % 4 == 3 || i + 1 == region->count)
            fputc('\n', file);
    }
    end(file, label);
}

static void print_octets(FILE *file, const char *label, const rom_octets_t *region)
{
    begin(file, label);
    count_octets(region->count);
    for (size_t i = 0; i < region->count; i++)
        fprintf(file, "%s%u%s", i % 32 == 0 ? "\t.byte " : ",", region->items[i], i % 32 == 31 || i + 1 == region->count ? "\n" : "");
    end(file, label);
}

static size_t print_scripts(FILE *file)
{
    rom_region_t scripts = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < rom_plan.module_count; i++) {
        const rom_module_t *module = &rom_plan.modules[i];
        if (module->preload)
            continue;
        if (module->script.hostsBuffer != NULL)
            rom_fail("%s has native functions: preload it", module->name);
        count++;
        rom_region_add(&scripts, ZERO);
        rom_region_add(&scripts, ZERO);
        rom_region_add(&scripts, ZERO);
        rom_region_add(&scripts, code_word(module->script.codeBuffer));
        rom_region_add(&scripts, plain((uint32_t)module->script.codeSize));
        rom_region_add(&scripts, ZERO);
        rom_region_add(&scripts, ZERO);
        rom_region_add(&scripts, string_word(module->name, (unsigned)i + 1));
        rom_region_add(&scripts, plain(XS_MAJOR_VERSION | XS_MINOR_VERSION << 8 | XS_PATCH_VERSION << 16));
    }
    _Static_assert(sizeof(txScript) == 36, "txScript has nine words");
    print_region(file, "xs_rom_scripts", &scripts);
    return count;
}

static void print_preparation(FILE *file, txMachine *the, size_t script_count)
{
    static const struct { const char *name; int otherwise; } CREATION[] = {
        { "initialChunkSize", 4096 }, { "incrementalChunkSize", 1024 }, { "initialHeapCount", 128 }, { "incrementalHeapCount", 64 },
        { "stackCount", 256 }, { "initialKeyCount", 32 }, { "incrementalKeyCount", 16 }, { "nameModulo", 127 }, { "symbolModulo", 1 },
        { "parserBufferSize", 0 }, { "parserTableModulo", 0 }, { "staticSize", 0 },
    };
    _Static_assert(sizeof(txPreparation) == 4 + 14 * 4 + 4 + 12 * 4 + 4 + 16, "txPreparation as written below");
    begin(file, "xs_preparation");
    count_octets(sizeof(txPreparation));
    fprintf(file, "\t.byte %d,%d,%d,0\n", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
    fprintf(file, "\t.word %u,%zu,xs_rom_heap,%d,xs_rom_stack\n", rom_image.alias_count, rom_image.slot_count, mxStackIndexCount);
    fprintf(file, "\t.word 0,%u,xs_rom_keys,%d,xs_rom_names,%d,xs_rom_symbols\n", the->keyIndex, (int)the->nameModulo, (int)the->symbolModulo);
    fprintf(file, "\t.word %zu,xs_rom_scripts,%u\n", script_count, (unsigned)the->profileID);
    for (size_t i = 0; i < sizeof(CREATION) / sizeof(CREATION[0]); i++)
        fprintf(file, "\t.word %d @ %s\n", rom_plan_option(CREATION[i].name, CREATION[i].otherwise), CREATION[i].name);
    fputs("\t.word 0,0,0,0,0\n", file);
    end(file, "xs_preparation");
}

/** A table of pointers to slots. */
static void print_table(FILE *file, const char *label, txSlot *const *slots, size_t count)
{
    rom_region_t table = { 0 };
    for (size_t i = 0; i < count; i++)
        rom_region_add(&table, slot_word(slots[i]));
    print_region(file, label, &table);
}

void rom_emit(txMachine *the, const char *path, const char *symbols_path)
{
    rom_symbols_read(symbols_path);
    for (size_t i = 0; i < rom_image.slot_count; i++)
        emit_slot(&heap, rom_image.slots[i].slot, rom_image.slots[i].owner, false);
    rom_region_t stack = { 0 };
    for (txSlot *slot = the->stackTop - mxStackIndexCount; slot < the->stackTop; slot++) {
        txSlot copy = *slot;
        copy.next = NULL;
        emit_slot(&stack, &copy, ROM_OWNER_BUILT_IN, false);
    }
    FILE *file = fopen(path, "w");
    if (file == NULL)
        rom_fail("cannot write %s", path);
    fputs("\t.syntax unified\n\t.section .rodata.xs_rom, \"a\", %progbits\n", file);
    print_table(file, "xs_rom_keys", the->keyArray, the->keyIndex);
    print_table(file, "xs_rom_names", the->nameTable, (size_t)the->nameModulo);
    print_table(file, "xs_rom_symbols", the->symbolTable, (size_t)the->symbolModulo);
    size_t script_count = print_scripts(file);
    print_region(file, "xs_rom_heap", &heap);
    print_region(file, "xs_rom_stack", &stack);
    print_region(file, "xs_rom_data", &rom_image.data);
    print_octets(file, "xs_rom_octets", &rom_image.octets);
    print_octets(file, "xs_rom_code", &rom_image.code);
    print_preparation(file, the, script_count);
    rom_image.total = section_octets;
    rom_emit_defaults(file);
    if (fclose(file) != 0)
        rom_fail("cannot write %s", path);
}
