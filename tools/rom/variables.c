/**
 * Which module variables are still written once the modules ran.
 *
 * A captured variable lies in the environment of each function that uses it, in the order in which the function's
 * RETRIEVE code takes them: the function's k-th local. So the functions in the image tell, by their byte code and by
 * that of the functions inside them, which variables are written; all others may be read-only and cost no RAM.
 */
#include "compile.h"
#include "image.h"

/** Most captured variables of one function. */
#define MOST_VARIABLES 4096

static bool *written;

bool rom_variable_is_written(const txSlot *variable)
{
    return written[variable - rom_image.first];
}

/** Octets of a code and its operand, function bodies not included, and of the body that follows it. */
static size_t step(const txU1 *code, size_t *body)
{
    txS1 body1;
    txS2 body2;
    txS4 body4;
    *body = 0;
    switch (code[0]) {
    case XS_CODE_CODE_ARCHIVE_1:
        memcpy(&body1, code + 1, 1);
        *body = (size_t)body1;
        break;
    case XS_CODE_CODE_ARCHIVE_2:
        memcpy(&body2, code + 1, 2);
        *body = (size_t)body2;
        break;
    case XS_CODE_CODE_ARCHIVE_4:
        memcpy(&body4, code + 1, 4);
        *body = (size_t)body4;
        break;
    default:
        break;
    }
    return rom_code_length(code);
}

/** The local that a closure code works on; 0 where the code does not write one. */
static unsigned written_local(const txU1 *code)
{
    txU2 index;
    switch (code[0]) {
    case XS_CODE_SET_CLOSURE_1: case XS_CODE_PULL_CLOSURE_1: case XS_CODE_VAR_CLOSURE_1: case XS_CODE_LET_CLOSURE_1:
    case XS_CODE_CONST_CLOSURE_1: case XS_CODE_RESET_CLOSURE_1: case XS_CODE_REFRESH_CLOSURE_1:
        return code[1];
    case XS_CODE_SET_CLOSURE_2: case XS_CODE_PULL_CLOSURE_2: case XS_CODE_VAR_CLOSURE_2: case XS_CODE_LET_CLOSURE_2:
    case XS_CODE_CONST_CLOSURE_2: case XS_CODE_RESET_CLOSURE_2: case XS_CODE_REFRESH_CLOSURE_2:
        memcpy(&index, code + 1, 2);
        return index;
    default:
        return 0;
    }
}

/** Sets `writes[k]` for each captured variable k (from 1) that the function or one inside it writes. */
static void find_writes(const txU1 *code, size_t octets, bool *writes, unsigned *captured)
{
    const txU1 *end = code + octets;
    const txU1 *inner = NULL;
    size_t inner_octets = 0;
    bool *inner_writes = NULL;
    unsigned inner_captured = 0;
    unsigned stored = 0;
    txU2 index;
    *captured = 0;
    while (code < end) {
        size_t body;
        size_t length = step(code, &body);
        unsigned local = written_local(code);
        if (local != 0 && local < MOST_VARIABLES)
            writes[local] = true;
        switch (code[0]) {
        case XS_CODE_RETRIEVE_1:
            *captured = code[1];
            break;
        case XS_CODE_RETRIEVE_2:
            memcpy(&index, code + 1, 2);
            *captured = index;
            break;
        case XS_CODE_CODE_ARCHIVE_1: case XS_CODE_CODE_ARCHIVE_2: case XS_CODE_CODE_ARCHIVE_4:
            inner = code + length;
            inner_octets = body;
            free(inner_writes);
            inner_writes = calloc(MOST_VARIABLES, sizeof(bool));
            find_writes(inner, inner_octets, inner_writes, &inner_captured);
            stored = 0;
            break;
        case XS_CODE_ENVIRONMENT:
            stored = 0;
            break;
        case XS_CODE_STORE_1: case XS_CODE_STORE_2:
            index = code[1];
            if (code[0] == XS_CODE_STORE_2)
                memcpy(&index, code + 1, 2);
            stored++;
            if (inner_writes != NULL && stored <= inner_captured && stored < MOST_VARIABLES && inner_writes[stored] && index < MOST_VARIABLES)
                writes[index] = true;
            break;
        default:
            break;
        }
        code += length + body;
    }
    free(inner_writes);
}

static const rom_function_t *function_at(const txByte *address)
{
    for (size_t i = 0; i < rom_function_count; i++)
        if (rom_functions[i].code == (const txU1 *)address)
            return &rom_functions[i];
    return NULL;
}

void rom_find_written_variables(void)
{
    static bool writes[MOST_VARIABLES];
    written = calloc((size_t)(rom_image.limit - rom_image.first), sizeof(bool));
    for (size_t i = 0; i < rom_image.slot_count; i++) {
        const txSlot *slot = rom_image.slots[i].slot;
        if ((slot->kind != XS_CODE_X_KIND && slot->kind != XS_CODE_KIND) || slot->value.code.closures == NULL)
            continue;
        const rom_function_t *function = function_at(slot->value.code.address);
        unsigned captured = 0;
        memset(writes, 0, sizeof(writes));
        if (function != NULL)
            find_writes(function->code, function->octets, writes, &captured);
        unsigned k = 0;
        for (const txSlot *variable = slot->value.code.closures->next->next; variable != NULL; variable = variable->next) {
            k++;
            if (variable->kind != XS_CLOSURE_KIND || variable->value.closure == NULL || !rom_is_heap_slot(variable->value.closure))
                continue;
            if (function == NULL || k >= MOST_VARIABLES || (k <= captured && writes[k]))
                written[variable->value.closure - rom_image.first] = true;
        }
    }
}
