/** Writes rom-report.json: what is in the image, whose it is, what stays writable and why, which built-ins survived. */
#include "image.h"

static void print_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text != 0; text++)
        if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            fprintf(file, "\\u%04x", *text);
        else
            fputc(*text, file);
    fputc('"', file);
}

const char *rom_owner_name(unsigned owner)
{
    return owner == ROM_OWNER_BUILT_IN ? "(built-ins)" : rom_plan.modules[owner - 1].name;
}

static void print_words(FILE *file, const char *key, const rom_words_t *words)
{
    fprintf(file, "  \"%s\": [", key);
    for (size_t i = 0; i < words->count; i++) {
        fputs(i == 0 ? "" : ", ", file);
        print_string(file, words->items[i]);
    }
    fputs("],\n", file);
}

/** Functions of the engine that the image still names, by walking its callbacks. */
static void print_callbacks(FILE *file)
{
    bool first = true;
    fputs("  \"callbacks\": [", file);
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        const txSlot *slot = rom_image.slots[i].slot;
        if (slot->kind != XS_CALLBACK_KIND || slot->value.callback.address == NULL)
            continue;
        rom_word_t word = rom_symbol_word((const void *)slot->value.callback.address);
        fputs(first ? "" : ", ", file);
        print_string(file, word.symbol);
        first = false;
    }
    fputs("],\n", file);
}

void rom_write_report(txMachine *the, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        rom_fail("cannot write %s", path);
    size_t slots = rom_image.slot_count * sizeof(txSlot);
    size_t data = rom_image.data.count * 4;
    size_t keys = (size_t)the->keyIndex * 4;
    size_t tables = rom_image.total - slots - data - rom_image.octets.count - rom_image.code.count - keys;
    fprintf(file,
            "{\n  \"octets\": {\"slots\": %zu, \"data\": %zu, \"octets\": %zu, \"code\": %zu, \"keys\": %zu, \"tables\": %zu, \"total\": %zu},\n",
            slots, data, rom_image.octets.count, rom_image.code.count, keys, tables, rom_image.total);
    fprintf(file, "  \"keyCount\": %u,\n  \"aliasCount\": %u,\n  \"aliasOctets\": %u,\n", the->keyIndex, rom_image.alias_count - 1u,
            rom_image.alias_count * 4u);
    fputs("  \"modules\": [\n", file);
    for (unsigned owner = 0; owner <= rom_plan.module_count; owner++) {
        const rom_cost_t *cost = &rom_image.costs[owner];
        fputs("    {\"name\": ", file);
        print_string(file, rom_owner_name(owner));
        fprintf(file, ", \"preload\": %s, \"source\": %u, \"compiled\": %u, \"code\": %u, \"slots\": %u, \"chunks\": %u, \"aliases\": %u}%s\n",
                owner == 0 || rom_plan.modules[owner - 1].preload ? "true" : "false", owner == 0 ? 0 : rom_plan.modules[owner - 1].source_octets,
                owner == 0 ? 0 : rom_plan.modules[owner - 1].code_octets, cost->code, cost->slots, cost->chunks, cost->aliases,
                owner == rom_plan.module_count ? "" : ",");
    }
    fputs("  ],\n  \"unfrozen\": [\n", file);
    for (size_t i = 0; i < rom_unfrozen_count; i++) {
        fputs("    {\"module\": ", file);
        print_string(file, rom_owner_name(rom_unfrozen[i].owner));
        fputs(", \"what\": ", file);
        print_string(file, rom_unfrozen[i].name);
        fputs(", \"reason\": ", file);
        print_string(file, rom_unfrozen[i].reason);
        fprintf(file, "}%s\n", i + 1 == rom_unfrozen_count ? "" : ",");
    }
    fputs("  ],\n", file);
    print_words(file, "globals", &rom_survivors);
    print_callbacks(file);
    print_words(file, "stripped", &rom_stripped);
    fprintf(file, "  \"engine\": \"XS %d.%d.%d\"\n}\n", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
    fclose(file);
}
