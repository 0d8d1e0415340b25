/** Names of the addresses of C: the builder's own symbols are the firmware's, because both are the same engine. */
#include "host.h"
#include "image.h"

typedef struct symbol {
    uint32_t address;
    char kind;
    char *name;
} symbol_t;

static symbol_t *symbols;
static size_t symbol_count;

void rom_symbols_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    if (file == NULL)
        rom_fail("cannot read %s", path);
    while (fgets(line, sizeof(line), file) != NULL) {
        unsigned long address;
        char kind;
        char name[400];
        if (sscanf(line, "%lx %c %399s", &address, &kind, name) != 3 || name[0] == '$')
            continue;
        if ((symbol_count & (symbol_count + 1)) == 0)
            symbols = realloc(symbols, (2 * symbol_count + 2) * sizeof(symbol_t));
        symbols[symbol_count++] = (symbol_t){ (uint32_t)address, kind, strdup(name) };
    }
    fclose(file);
}

/** True for a symbol that another object may name. */
static bool is_global(const symbol_t *symbol)
{
    return symbol->kind >= 'A' && symbol->kind <= 'Z';
}

rom_word_t rom_symbol_word(const void *address)
{
    if (address == NULL)
        return (rom_word_t){ 0, ROM_PLAIN, NULL };
    const char *native = rom_native_symbol((txCallback)address);
    if (native != NULL)
        return (rom_word_t){ 0, ROM_SYMBOL, native };
    uint32_t at = (uint32_t)(uintptr_t)address;
    size_t low = 0;
    size_t high = symbol_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (symbols[middle].address <= at)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 && !is_global(&symbols[low - 1]))
        low--;
    if (low == 0)
        rom_fail("no symbol for the address %#x", (unsigned)at);
    const symbol_t *symbol = &symbols[low - 1];
    for (size_t i = low - 1; i > 0 && symbols[i - 1].address == symbol->address; i--)
        if (is_global(&symbols[i - 1]) && strncmp(symbols[i - 1].name, "fx", 2) == 0)
            symbol = &symbols[i - 1];
    return (rom_word_t){ at - symbol->address, ROM_SYMBOL, symbol->name };
}
