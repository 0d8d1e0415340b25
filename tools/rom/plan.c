/** Reads the plan file (see plan.h). */
#include "plan.h"

rom_plan_t rom_plan;

void rom_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("rom: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void words_add(rom_words_t *words, const char *word)
{
    words->items = realloc(words->items, (words->count + 1) * sizeof(char *));
    words->items[words->count++] = strdup(word);
}

bool rom_words_have(const rom_words_t *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], word) == 0)
            return true;
    return false;
}

static void module_add(const char *name, const char *path, bool preload)
{
    rom_plan.modules = realloc(rom_plan.modules, (rom_plan.module_count + 1) * sizeof(rom_module_t));
    rom_module_t *module = &rom_plan.modules[rom_plan.module_count++];
    memset(module, 0, sizeof(rom_module_t));
    module->name = strdup(name);
    module->path = strdup(path);
    module->preload = preload;
}

rom_module_t *rom_plan_module(const char *name)
{
    for (size_t i = 0; i < rom_plan.module_count; i++)
        if (strcmp(rom_plan.modules[i].name, name) == 0)
            return &rom_plan.modules[i];
    return NULL;
}

int rom_plan_option(const char *name, int otherwise)
{
    for (size_t i = 0; i < rom_plan.option_names.count; i++)
        if (strcmp(rom_plan.option_names.items[i], name) == 0)
            return atoi(rom_plan.option_values.items[i]);
    return otherwise;
}

/** One order: its words are cut apart at tabs. */
static void take_order(char **words, size_t count, size_t line)
{
    if (count >= 3 && strcmp(words[0], "module") == 0) {
        module_add(words[1], words[2], count > 3 && strcmp(words[3], "preload") == 0);
    } else if (count == 2 && strcmp(words[0], "main") == 0) {
        rom_plan.main = strdup(words[1]);
    } else if (count == 2 && strcmp(words[0], "keep") == 0) {
        words_add(&rom_plan.keep, words[1]);
    } else if (count == 2 && strcmp(words[0], "strip") == 0) {
        if (strcmp(words[1], "*") == 0)
            rom_plan.strip_all = true;
        else
            words_add(&rom_plan.strip, words[1]);
    } else if (count == 3 && strcmp(words[0], "unfrozen") == 0) {
        rom_module_t *module = rom_plan_module(words[1]);
        if (module == NULL)
            rom_fail("plan line %zu: no module %s", line, words[1]);
        module->unfrozen_reason = strdup(words[2]);
    } else if (count == 3 && strcmp(words[0], "option") == 0) {
        words_add(&rom_plan.option_names, words[1]);
        words_add(&rom_plan.option_values, words[2]);
    } else {
        rom_fail("plan line %zu: not understood: %s", line, words[0]);
    }
}

void rom_plan_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char text[4096];
    size_t line = 0;
    if (file == NULL)
        rom_fail("cannot read %s", path);
    while (fgets(text, sizeof(text), file) != NULL) {
        char *words[4];
        size_t count = 0;
        line++;
        text[strcspn(text, "\n")] = 0;
        for (char *word = strtok(text, "\t"); word != NULL && count < 4; word = strtok(NULL, "\t"))
            words[count++] = word;
        if (count > 0)
            take_order(words, count, line);
    }
    fclose(file);
}
