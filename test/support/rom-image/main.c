/*
 * A ROM image under test on the emulated board: for each of the modules `main-00`, `main-01` … that the image has, a machine
 * is started from it, imports that module and runs promise jobs until none waits. The console tells what the program reports
 * (`case name=… result=…`) and how it went: `rom.end` with the memory used, one for each machine, and `rom.done`; or
 * `rom.exception`, `rom.abort`. A write to the image is a fault, for an emulator image makes flash read-only.
 */
#include "board.h"
#include "engine.h"
#include "record.h"
#include "xsmc.h"

/* XS_ARENA_OCTETS: the engine's arena, from the builder's `creation.static`. */
/* Of the C stack, kept for interrupts and for what the engine calls without asking. */
#define STACK_RESERVE_OCTETS 1024
/* Precedes each result. */
#define RESULT_SIGN "="
/* Longest line of a report, escapes counted; the console's reader takes no longer ones. */
#define LINE_OCTETS 4000

extern uint32_t __stack_bottom[];

BOARD_ARENA static uint8_t arena[XS_ARENA_OCTETS];
static char line[LINE_OCTETS];

/* `export function report(name, result) @ "xs_test_report"`: a record of the console. The collector runs as often. */
void xs_test_report(xsMachine *the);
void xs_test_report(xsMachine *the)
{
    struct record record;
    record_begin(&record, line, sizeof line, "info", "case");
    record_text(&record, "name", xsmcToString(xsArg(0)));
    record_raw(&record, " result=");
    record_raw(&record, RESULT_SIGN); /* a number stays text */
    record_escaped(&record, xsmcToString(xsArg(1)));
    record_write(&record);
    xsCollectGarbage();
}

static void tell(const char *code, const char *text)
{
    struct record record;
    record_begin(&record, line, sizeof line, "info", code);
    record_text(&record, "text", text);
    record_write(&record);
}

static void __attribute__((noreturn)) stop(void)
{
    for (;;)
        board_wait(BOARD_FOREVER);
}

void xs_on_abort(struct sxMachine *machine, int status)
{
    (void)machine;
    tell("rom.abort", xs_abort_cause(status));
    stop();
}

static void tell_usage(struct sxMachine *machine)
{
    struct record record;
    struct xs_usage usage;
    xs_usage_read(machine, &usage);
    record_begin(&record, line, sizeof line, "info", "rom.end");
    record_number(&record, "slots", usage.slots_peak);
    record_number(&record, "chunks", usage.chunks_peak);
    record_number(&record, "stack", usage.stack_peak);
    record_number(&record, "cstack", board_stack_high_water());
    record_number(&record, "fixed", usage.fixed);
    record_number(&record, "aliases", usage.aliases);
    record_number(&record, "free", usage.free);
    record_write(&record);
}

/* True where the image has the module. */
static bool has_module(xsMachine *machine, const char *name)
{
    volatile bool found = false;
    xsBeginHost(machine);
    xsmcVars(1);
    xsVar(0) = xsAwaitImport(name, XS_IMPORT_PREFLIGHT);
    found = xsmcTest(xsVar(0));
    xsEndHost(machine);
    return found;
}

static struct sxMachine *start(void)
{
    xs_arena_set(arena, sizeof arena);
    struct sxMachine *machine = xs_machine_start(NULL);
    if (machine == NULL) {
        tell("rom.abort", "no machine");
        stop();
    }
    return machine;
}

static void run(struct sxMachine *machine, const char *name)
{
    static char text[256];
    if (!xs_import(machine, name)) {
        xs_exception_text(machine, text, sizeof text);
        tell("rom.exception", text);
        stop();
    }
    while (xs_jobs_waiting())
        xs_jobs_run(machine);
    tell_usage(machine);
}

int main(void)
{
    char name[] = "main-00";
    board_init();
    xs_c_stack_limit_set((uint8_t *)__stack_bottom + STACK_RESERVE_OCTETS);
    for (unsigned number = 0; number < 100; number++) {
        name[5] = (char)('0' + number / 10);
        name[6] = (char)('0' + number % 10);
        struct sxMachine *machine = start();
        if (!has_module((xsMachine *)machine, name))
            break;
        run(machine, name);
    }
    tell("rom.done", "");
    stop();
}
