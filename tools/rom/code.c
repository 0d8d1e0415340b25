/**
 * Which byte code lies in the image: of a module that was run only the functions that something still points to (its
 * body ran and is gone, and with it the literals that it built); of a module that waits, all.
 */
#include "compile.h"
#include "image.h"

/** A stretch of code that goes to the image as one piece. */
typedef struct stretch {
    const txU1 *code;
    uint32_t octets;
    uint32_t offset;
    unsigned owner;
} stretch_t;

static stretch_t *stretches;
static size_t stretch_count;
static bool *assigned;

bool rom_program_assigns(txID id)
{
    return assigned[id];
}

static int by_address(const void *left, const void *right)
{
    const stretch_t *a = left;
    const stretch_t *b = right;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return a->octets > b->octets ? -1 : a->octets < b->octets;
}

static void add_stretch(const rom_function_t *function)
{
    if ((stretch_count & (stretch_count + 1)) == 0)
        stretches = realloc(stretches, (2 * stretch_count + 2) * sizeof(stretch_t));
    stretches[stretch_count++] = (stretch_t){ function->code, function->octets, 0, (unsigned)(function->module - rom_plan.modules) + 1 };
}

static void note_assignment(void *context, txU1 code, const txU1 *operand, txID id)
{
    (void)context;
    (void)operand;
    if (code == XS_CODE_SET_PROPERTY || code == XS_CODE_SET_SUPER)
        assigned[id] = true;
}

static void find_functions(void)
{
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        const txSlot *slot = rom_image.slots[i].slot;
        if (slot->kind != XS_CODE_X_KIND && slot->kind != XS_CODE_KIND)
            continue;
        for (size_t f = 0; f < rom_function_count; f++)
            if (rom_functions[f].code == (const txU1 *)slot->value.code.address)
                add_stretch(&rom_functions[f]);
    }
    for (size_t f = 0; f < rom_function_count; f++)
        if (!rom_functions[f].module->preload && rom_functions[f].code == (const txU1 *)rom_functions[f].module->script.codeBuffer)
            add_stretch(&rom_functions[f]);
}

void rom_place_code(void)
{
    assigned = calloc((size_t)rom_image.the->keyCount, sizeof(bool));
    find_functions();
    qsort(stretches, stretch_count, sizeof(stretch_t), by_address);
    size_t kept = 0;
    for (size_t i = 0; i < stretch_count; i++) {
        const stretch_t *last = kept == 0 ? NULL : &stretches[kept - 1];
        if (last != NULL && stretches[i].code < last->code + last->octets)
            continue;
        stretch_t *stretch = &stretches[kept++];
        *stretch = stretches[i];
        stretch->offset = rom_octets_add(&rom_image.code, stretch->code, stretch->octets, 1);
        rom_image.costs[stretch->owner].code += stretch->octets;
        rom_code_walk(stretch->code, stretch->octets, note_assignment, NULL);
    }
    stretch_count = kept;
}

bool rom_code_offset(const txByte *address, uint32_t *offset)
{
    size_t low = 0;
    size_t high = stretch_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const stretch_t *stretch = &stretches[middle];
        if ((const txU1 *)address < stretch->code) {
            high = middle;
        } else if ((const txU1 *)address >= stretch->code + stretch->octets) {
            low = middle + 1;
        } else {
            *offset = stretch->offset + (uint32_t)((const txU1 *)address - stretch->code);
            return true;
        }
    }
    return false;
}
