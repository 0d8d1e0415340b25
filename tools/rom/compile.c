/** See compile.h. */
#include "compile.h"
#include "host.h"
#include "xsScript.h"

rom_module_t *rom_compiling;
rom_function_t *rom_functions;
size_t rom_function_count;

static void note_function(const txU1 *code, size_t octets)
{
    if ((rom_function_count & (rom_function_count + 1)) == 0)
        rom_functions = realloc(rom_functions, (2 * rom_function_count + 2) * sizeof(rom_function_t));
    rom_functions[rom_function_count++] = (rom_function_t){ code, (uint32_t)octets, rom_compiling };
}

static char *read_text(const char *path, size_t *octets)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        rom_fail("cannot read %s", path);
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    if (fread(text, 1, (size_t)length, file) != (size_t)length)
        rom_fail("cannot read %s", path);
    fclose(file);
    text[length] = 0;
    *octets = (size_t)length;
    return text;
}

static void report_error(void *console, txString path, txInteger line, txString format, c_va_list arguments)
{
    (void)console;
    fprintf(stderr, "%s:%d: ", path != NULL ? path : rom_compiling->path, (int)line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

static void report_warning(void *console, txString path, txInteger line, txString format, c_va_list arguments)
{
    report_error(console, path, line, format, arguments);
}

static txScript *parse(rom_module_t *module, txMachine *the)
{
    size_t octets;
    char *text = read_text(module->path, &octets);
    module->source_octets = (uint32_t)octets;
    txStringCStream stream = { text, 0, (txSize)octets };
    txParser parser;
    txParserJump jump;
    txScript *script = NULL;
    fxInitializeParser(&parser, the, 64 * 1024, 1993);
    parser.firstJump = &jump;
    parser.reportError = report_error;
    parser.reportWarning = report_warning;
    if (setjmp(jump.jmp_buf) == 0) {
        fxParserTree(&parser, &stream, fxStringCGetter, mxCFlag, NULL);
        if (parser.errorCount == 0) {
            fxParserHoist(&parser);
            fxParserBind(&parser);
            script = fxParserCode(&parser);
        }
    }
    if (parser.errorCount != 0 || script == NULL)
        rom_fail("%s does not compile", module->path);
    fxTerminateParser(&parser);
    free(text);
    return script;
}

/** The `_ARCHIVE` twin of a code that would copy its operand to RAM, or the code itself. */
static txU1 in_place(txU1 code)
{
    switch (code) {
    case XS_CODE_CODE_1: return XS_CODE_CODE_ARCHIVE_1;
    case XS_CODE_CODE_2: return XS_CODE_CODE_ARCHIVE_2;
    case XS_CODE_CODE_4: return XS_CODE_CODE_ARCHIVE_4;
    case XS_CODE_STRING_1: return XS_CODE_STRING_ARCHIVE_1;
    case XS_CODE_STRING_2: return XS_CODE_STRING_ARCHIVE_2;
    case XS_CODE_STRING_4: return XS_CODE_STRING_ARCHIVE_4;
    default: return code;
    }
}

size_t rom_code_length(const txU1 *code)
{
    txS1 size = (txS1)gxCodeSizes[code[0]];
    txU2 length2;
    txS4 length4;
    if (size > 0)
        return (size_t)size;
    switch (size) {
    case 0:
        return 1 + sizeof(txID);
    case -1:
        return 2u + code[1];
    case -2:
        memcpy(&length2, code + 1, 2);
        return 3u + length2;
    default:
        memcpy(&length4, code + 1, 4);
        return 5u + (size_t)length4;
    }
}

void rom_code_walk(const txU1 *code, size_t octets, rom_code_visitor_t visit, void *context)
{
    const txU1 *end = code + octets;
    while (code < end) {
        txID id = XS_NO_ID;
        if (gxCodeSizes[code[0]] == 0)
            memcpy(&id, code + 1, sizeof(id));
        visit(context, code[0], code + 1, id);
        code += rom_code_length(code);
    }
}

static void to_rom_form(txMachine *the, txScript *script)
{
    txU1 *names = (txU1 *)script->symbolsBuffer;
    txU2 count;
    memcpy(&count, names, sizeof(count));
    names += sizeof(count);
    txID *ids = calloc(count, sizeof(txID));
    for (txU2 i = 1; i < count; i++) {
        ids[i] = fxNewNameC(the, (txString)names);
        names += strlen((char *)names) + 1;
    }
    txU1 *code = (txU1 *)script->codeBuffer;
    note_function(code, (size_t)script->codeSize);
    txU1 *end = code + script->codeSize;
    while (code < end) {
        size_t length = rom_code_length(code);
        if (gxCodeSizes[code[0]] == 0) {
            txID id;
            memcpy(&id, code + 1, sizeof(id));
            if (id != XS_NO_ID)
                memcpy(code + 1, &ids[id], sizeof(id));
        }
        txS4 body = code[0] == XS_CODE_CODE_1 ? (txS1)code[1] : 0;
        if (code[0] == XS_CODE_CODE_2) {
            txS2 body2;
            memcpy(&body2, code + 1, 2);
            body = body2;
        } else if (code[0] == XS_CODE_CODE_4) {
            memcpy(&body, code + 1, 4);
        }
        if (body != 0)
            note_function(code + length, (size_t)body);
        code[0] = in_place(code[0]);
        code += length;
    }
    if (script->hostsBuffer != NULL) {
        txU1 *hosts = (txU1 *)script->hostsBuffer;
        txU2 left;
        memcpy(&left, hosts, sizeof(left));
        hosts += sizeof(left);
        while (left-- > 0) {
            txID id;
            hosts++;
            memcpy(&id, hosts, sizeof(id));
            id = (id == XS_NO_ID || id >= count) ? XS_NO_ID : ids[id];
            memcpy(hosts, &id, sizeof(id));
            hosts += sizeof(id);
            hosts += strlen((char *)hosts) + 1;
        }
    }
    free(ids);
}

void rom_build_hosts(txMachine *the)
{
    const txU1 *hosts = (const txU1 *)rom_compiling->script.hostsBuffer;
    txU2 count;
    memcpy(&count, hosts, sizeof(count));
    hosts += sizeof(count);
    mxPushInteger(count);
    mxPushInteger(1);
    mxPush(mxArrayPrototype);
    fxNewArrayInstance(the);
    fxArrayCacheBegin(the, the->stack);
    while (count-- > 0) {
        txS1 length = (txS1)*hosts++;
        txID id;
        memcpy(&id, hosts, sizeof(id));
        hosts += sizeof(id);
        fxNewHostFunction(the, rom_native_callback((const char *)hosts), length < 0 ? 0 : length, id, XS_NO_ID);
        fxArrayCacheItem(the, the->stack + 1, the->stack);
        mxPop();
        hosts += strlen((const char *)hosts) + 1;
    }
    fxArrayCacheEnd(the, the->stack);
    mxPullSlot(mxResult);
}

void rom_compile(txMachine *the, rom_module_t *module)
{
    if (module->compiled)
        return;
    rom_compiling = module;
    txScript *script = parse(module, the);
    to_rom_form(the, script);
    module->script = *script;
    module->script.path = module->name;
    module->script.symbolsBuffer = NULL;
    module->script.symbolsSize = 0;
    module->script.callback = script->hostsBuffer != NULL ? (void *)rom_build_hosts : NULL;
    module->script.version[0] = XS_MAJOR_VERSION;
    module->script.version[1] = XS_MINOR_VERSION;
    module->script.version[2] = XS_PATCH_VERSION;
    module->script.version[3] = 0;
    module->code_octets = (uint32_t)script->codeSize;
    module->compiled = true;
}
