/**
 * The engine's tables of functions (xsDefaults.c has them all): here with those alone that the image needs, so that the
 * linker drops generators, async functions, big integers, argument objects … where no byte code asks for them.
 */
#include "image.h"

bool rom_uses_atomics(void)
{
    return !rom_words_have(&rom_stripped, "Atomics");
}

static void word(FILE *file, bool used, const char *symbol)
{
    fprintf(file, "\t.word %s\n", used ? symbol : "xs_not_in_image");
}

static void begin(FILE *file, const char *label)
{
    fprintf(file, "\t.section .rodata.%s, \"a\", %%progbits\n\t.balign 4\n\t.global %s\n\t.type %s, %%object\n%s:\n", label, label, label, label);
}

static void end(FILE *file, const char *label)
{
    fprintf(file, "\t.size %s, .-%s\n", label, label);
}

static void print_defaults(FILE *file)
{
    bool generator = rom_program_has_code(XS_CODE_GENERATOR_FUNCTION);
    bool async_generator = rom_program_has_code(XS_CODE_ASYNC_GENERATOR_FUNCTION);
    bool async = rom_program_has_code(XS_CODE_ASYNC_FUNCTION) || async_generator;
    bool eval = rom_program_has_code(XS_CODE_EVAL) || rom_program_has_code(XS_CODE_EVAL_TAIL);
    bool private = rom_program_has_code(XS_CODE_GET_PRIVATE_1) || rom_program_has_code(XS_CODE_SET_PRIVATE_1) ||
                   rom_program_has_code(XS_CODE_NEW_PRIVATE_1) || rom_program_has_code(XS_CODE_GET_PRIVATE_2) ||
                   rom_program_has_code(XS_CODE_SET_PRIVATE_2) || rom_program_has_code(XS_CODE_NEW_PRIVATE_2);
    begin(file, "gxDefaults");
    word(file, async, "fxNewAsyncInstance");
    word(file, async, "fxRunAsync");
    word(file, generator, "fxNewGeneratorInstance");
    word(file, generator, "fxNewGeneratorFunctionInstance");
    word(file, async_generator, "fxNewAsyncGeneratorInstance");
    word(file, async_generator, "fxNewAsyncGeneratorFunctionInstance");
    word(file, rom_program_has_code(XS_CODE_FOR_AWAIT_OF), "fxRunForAwaitOf");
    word(file, rom_program_has_code(XS_CODE_ARGUMENTS_SLOPPY), "fxNewArgumentsSloppyInstance");
    word(file, rom_program_has_code(XS_CODE_ARGUMENTS_STRICT), "fxNewArgumentsStrictInstance");
    word(file, eval, "fxRunEval");
    word(file, eval, "fxRunEvalEnvironment");
    word(file, false, "fxRunProgramEnvironment");
    fputs("\t.word 0,0\n", file);
    fprintf(file, "\t.word %s\n", rom_plan_option("functionLength", 1) ? "fxNewFunctionLength" : "0");
    fprintf(file, "\t.word %s\n", rom_plan_option("functionName", 1) ? "fxNewFunctionName" : "0");
    word(file, rom_program_has_code(XS_CODE_IMPORT), "fxRunImport");
    word(file, private, "fxDefinePrivateProperty");
    word(file, private, "fxGetPrivateProperty");
    word(file, private, "fxSetPrivateProperty");
    fprintf(file, "\t.word %s\n", rom_words_have(&rom_survivors, "FinalizationRegistry") ? "fxCleanupFinalizationRegistries" : "0");
    fprintf(file, "\t.word %s\n", rom_plan_option("errorStack", 0) ? "fxCaptureErrorStack" : "0");
    _Static_assert(sizeof(txDefaults) == 22 * 4, "gxDefaults as written above");
    end(file, "gxDefaults");
}

static void print_behaviors(FILE *file)
{
    bool proxy = rom_words_have(&rom_survivors, "Proxy");
    begin(file, "gxBehaviors");
    fprintf(file, "\t.word gxOrdinaryBehavior,%s,gxOrdinaryBehavior,gxArrayBehavior,gxEnvironmentBehavior\n",
            rom_program_has_code(XS_CODE_ARGUMENTS_SLOPPY) ? "gxArgumentsSloppyBehavior" : "gxOrdinaryBehavior");
    fprintf(file, "\t.word gxGlobalBehavior,gxModuleBehavior,%s,gxStringBehavior,gxTypedArrayBehavior\n",
            proxy ? "gxProxyBehavior" : "gxOrdinaryBehavior");
    end(file, "gxBehaviors");
}

/** Element types of typed arrays in the engine's order, with the parts of their functions' names. */
static const struct { int octets; int shift; const char *name; const char *global; const char *coerce; const char *setter; } TYPES[] = {
    { 8, 3, "BigInt64", "BigInt64Array", "fxBigIntCoerce", "BigInt64" },
    { 8, 3, "BigUint64", "BigUint64Array", "fxBigIntCoerce", "BigUint64" },
    { 4, 2, "Float32", "Float32Array", "fxNumberCoerce", "Float32" },
    { 8, 3, "Float64", "Float64Array", "fxNumberCoerce", "Float64" },
    { 1, 0, "Int8", "Int8Array", "fxIntCoerce", "Int8" },
    { 2, 1, "Int16", "Int16Array", "fxIntCoerce", "Int16" },
    { 4, 2, "Int32", "Int32Array", "fxIntCoerce", "Int32" },
    { 1, 0, "Uint8", "Uint8Array", "fxUintCoerce", "Uint8" },
    { 2, 1, "Uint16", "Uint16Array", "fxUintCoerce", "Uint16" },
    { 4, 2, "Uint32", "Uint32Array", "fxUintCoerce", "Uint32" },
    { 1, 0, "Uint8", "Uint8ClampedArray", "fxNumberCoerce", "Uint8Clamped" },
};

static void print_types(FILE *file)
{
    bool views = rom_words_have(&rom_survivors, "DataView");
    bool sorts = rom_plan_option("sortTypedArrays", 1);
    begin(file, "gxTypeDispatches");
    _Static_assert(sizeof(txTypeDispatch) == 28, "a dispatch has seven words");
    for (size_t i = 0; i < sizeof(TYPES) / sizeof(TYPES[0]); i++) {
        const txTypeDispatch *dispatch = &gxTypeDispatches[i];
        bool used = views || rom_words_have(&rom_survivors, TYPES[i].global);
        fprintf(file, "\t.short %d,%d\n", TYPES[i].octets, TYPES[i].shift);
        if (used)
            fprintf(file, "\t.word fx%sGetter,fx%sSetter,%s,%s%s%s\n", TYPES[i].name, TYPES[i].setter, TYPES[i].coerce,
                    sorts ? "fx" : "xs_not_in_image", sorts ? TYPES[i].name : "", sorts ? "Compare" : "");
        else
            fputs("\t.word xs_not_in_image,xs_not_in_image,xs_not_in_image,xs_not_in_image\n", file);
        fprintf(file, "\t.short %u,%u,%u,0\n", dispatch->getID, dispatch->setID, dispatch->constructorID);
    }
    end(file, "gxTypeDispatches");
    if (!rom_uses_atomics())
        return;
    static const char *const OPERATIONS[] = { "Add", "And", "CompareExchange", "Exchange", "Load", "Or", "Store", "Sub", "Xor" };
    begin(file, "gxTypeAtomics");
    for (size_t i = 0; i < sizeof(TYPES) / sizeof(TYPES[0]); i++) {
        const char *name = strncmp(TYPES[i].name, "Big", 3) != 0 ? TYPES[i].name : TYPES[i].name[3] == 'U' ? "Uint64" : "Int64";
        bool has = gxTypeAtomics[i].add != NULL;
        for (size_t operation = 0; operation < sizeof(OPERATIONS) / sizeof(OPERATIONS[0]); operation++)
            if (has)
                fprintf(file, "\t.word fx%s%s\n", name, OPERATIONS[operation]);
            else
                fputs("\t.word 0\n", file);
        if (has && gxTypeAtomics[i].wait != NULL)
            fprintf(file, "\t.word fx%sWait\n", name);
        else
            fputs("\t.word 0\n", file);
    }
    end(file, "gxTypeAtomics");
}

static void print_big_integers(FILE *file)
{
    static const char *const FUNCTIONS[] = {
        "fxBigIntCompare", "fxBigIntDecode", "fxBigintToArrayBuffer", "fxBigIntToInstance", "fxBigIntToNumber", "fxBigintToString",
        "fxBigInt_add", "fxBigInt_and", "fxBigInt_dec", "fxBigInt_div", "fxBigInt_exp", "fxBigInt_inc", "fxBigInt_lsl", "fxBigInt_lsr",
        "fxBigInt_mul", "fxBigInt_neg", "fxBigInt_nop", "fxBigInt_not", "fxBigInt_or", "fxBigInt_rem", "fxBigInt_sub", "fxBigInt_xor",
    };
    bool used = rom_words_have(&rom_survivors, "BigInt") || rom_program_has_code(XS_CODE_BIGINT_1) || rom_program_has_code(XS_CODE_BIGINT_2) ||
                rom_words_have(&rom_survivors, "BigInt64Array") || rom_words_have(&rom_survivors, "BigUint64Array");
    begin(file, "gxTypeBigInt");
    _Static_assert(sizeof(txTypeBigInt) == sizeof(FUNCTIONS), "gxTypeBigInt as written above");
    for (size_t i = 0; i < sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]); i++)
        word(file, used, FUNCTIONS[i]);
    end(file, "gxTypeBigInt");
}

void rom_emit_defaults(FILE *file)
{
    print_defaults(file);
    print_behaviors(file);
    print_types(file);
    print_big_integers(file);
}
