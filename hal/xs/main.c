/**
 * A board from reset on: memory for the engine, the machine from the ROM image, the program, and then the loop that
 * everything runs in. Nothing runs in JavaScript outside this loop; the watchdog is kicked here alone, so that whatever
 * hangs ends in a restart.
 */

#include "board.h"
#include "ending.h"
#include "engine.h"
#include "link.h"
#include "memory-record.h"
#ifdef MEASURE_START
#include "native/measure.h"
#endif
#include "native/tcp.h"
#include "native/timer.h"
#include "native/udp.h"
#include "record.h"
#include "xsmc.h"

/** The engine's arena, octets: what the manifest's `creation.static` says. */
#ifndef XS_ARENA_OCTETS
#error "XS_ARENA_OCTETS: the manifest's creation.static"
#endif
/**
 * From a kick to a restart. A turn of the loop that takes longer is a hang: the longest one known is a handshake's
 * signature in JavaScript.
 */
#ifndef WATCHDOG_MS
#define WATCHDOG_MS 20000
#endif
/** Octets that slots and chunks should have between them when a task begins. */
#ifndef ARENA_RESERVE_OCTETS
#define ARENA_RESERVE_OCTETS 12288
#endif
/** Of the C stack, kept for interrupts and for what the engine calls without asking. */
#define STACK_RESERVE_OCTETS 1024

/** The lowest word of the C stack (linker script). */
extern uint32_t __stack_bottom[];

BOARD_ARENA static uint8_t arena[XS_ARENA_OCTETS];

/** Runs the module that the image names as its first. */
static void run_program(xsMachine *machine)
{
    xsBeginHost(machine);
    xsmcVars(1);
    xsVar(0) = xsAwaitImport("main", XS_IMPORT_NAMESPACE);
    xsmcCall(xsResult, xsVar(0), xsID("start"), 0, NULL);
    xsEndHost(machine);
}

/** The earlier of two deadlines on the wrapping scale of board_now_ms; BOARD_FOREVER is none. */
static uint32_t earlier(uint32_t a, uint32_t b)
{
    if (a == BOARD_FOREVER || b == BOARD_FOREVER) return a == BOARD_FOREVER ? b : a;
    return (int32_t)(a - b) < 0 ? a : b;
}

static void turn(xsMachine *machine)
{
    link_poll();
    xs_tcp_poll(machine);
    xs_udp_poll(machine);
    xs_timer_poll(machine);
    while (xs_jobs_waiting()) xs_jobs_run((struct sxMachine *)machine);
    xs_tidy((struct sxMachine *)machine, ARENA_RESERVE_OCTETS);
    memory_record_poll(machine);
    board_watchdog_kick();
}

int main(void)
{
    board_init();
    xs_arena_set(arena, sizeof arena);
    xs_c_stack_limit_set((uint8_t *)__stack_bottom + STACK_RESERVE_OCTETS);
    xsMachine *machine = (xsMachine *)xs_machine_start(NULL);
    if (machine == NULL) end_run("engine-start");
#ifdef MEASURE_START
    measure_start((struct sxMachine *)machine);
#endif
    link_start(NULL);
    board_watchdog_start(WATCHDOG_MS);
    run_program(machine);
    for (;;) {
        turn(machine);
        uint32_t network = earlier(link_deadline(), earlier(xs_tcp_deadline(), xs_udp_deadline()));
        board_wait(earlier(network, xs_timer_deadline()));
    }
}
