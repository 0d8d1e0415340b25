/*
 * Faults of a Cortex-M (ARM DDI 0403E §B1.5, §B3.2.15): registers, decoded cause and a trace become a log record on the
 * console and last words, then the core resets. The handler stands on a stack of its own, for the other may be the cause.
 */
#include "fault.h"

#include "cortex_m.h"
#include "parts.h"
#include "record.h"

#define FAULT_STACK_WORDS 192
#define TRACE_MOST 20
#define GUARD_OCTETS 32

extern uint32_t __stack_bottom[], __stack_top[];
extern const uint8_t __flash_start[], __image_end[];

uint32_t fault_stack[FAULT_STACK_WORDS] __attribute__((used, aligned(8)));
static volatile bool in_fault;

/* A frame as the core stacks it. */
enum { FRAME_R0, FRAME_R1, FRAME_R2, FRAME_R3, FRAME_R12, FRAME_LR, FRAME_PC, FRAME_PSR, FRAME_WORDS };
#define FRAME_WORDS_FPU 26
#define EXC_RETURN_NO_FPU (1u << 4)
#define PSR_ALIGNED (1u << 9)

/* CFSR bits and their names; those that say that stacking failed make the frame worthless. */
static const struct {
    uint32_t bit;
    const char *name;
} causes[] = {
    {1u << 0, "instruction-access"}, {1u << 1, "data-access"},     {1u << 3, "unstacking"},
    {1u << 4, "stacking"},           {1u << 5, "fpu-stacking"},    {1u << 8, "instruction-bus"},
    {1u << 9, "data-bus"},           {1u << 10, "late-data-bus"},  {1u << 11, "unstacking-bus"},
    {1u << 12, "stacking-bus"},      {1u << 13, "fpu-stacking-bus"}, {1u << 16, "undefined-instruction"},
    {1u << 17, "invalid-state"},     {1u << 18, "invalid-pc"},     {1u << 19, "no-coprocessor"},
    {1u << 24, "unaligned"},         {1u << 25, "divide-by-zero"},
};
#define CFSR_STACKING ((1u << 4) | (1u << 12))
#define CFSR_MMARVALID (1u << 7)
#define CFSR_BFARVALID (1u << 15)
#define HFSR_VECTTBL (1u << 1)

static bool in_stack(uint32_t address)
{
    return address >= (uint32_t)(uintptr_t)__stack_bottom + GUARD_OCTETS && address < (uint32_t)(uintptr_t)__stack_top;
}

/* Whether `word` is an address behind a BL or BLX in the image: a return address, most likely. */
static bool returns_to(uint32_t word)
{
    if ((word & 1) == 0) return false;
    uint32_t at = word & ~1u;
    if (at < (uint32_t)(uintptr_t)__flash_start + 4 || at >= (uint32_t)(uintptr_t)__image_end) return false;
    const uint16_t *before = (const uint16_t *)(uintptr_t)at;
    if ((before[-1] & 0xFF80) == 0x4780) return true;
    return (before[-2] & 0xF800) == 0xF000 && (before[-1] & 0xD000) == 0xD000;
}

/* ` trace=0x…,0x…`: return addresses on the stack from `sp` up, innermost first. */
static void put_trace(struct record *record, uint32_t sp)
{
    const uint32_t *word = in_stack(sp) ? (const uint32_t *)(uintptr_t)(sp & ~3u) : __stack_bottom + GUARD_OCTETS / 4;
    unsigned found = 0;
    record_raw(record, " trace=");
    for (; word < __stack_top && found < TRACE_MOST; word++) {
        if (!returns_to(*word)) continue;
        if (found++ > 0) record_raw(record, ",");
        record_raw_hex(record, *word & ~1u);
    }
    if (found == 0) record_raw(record, "none");
}

/* Stack pointer before the exception. */
static uint32_t sp_before(const uint32_t *frame, uint32_t exc_return)
{
    unsigned words = (exc_return & EXC_RETURN_NO_FPU) != 0 ? FRAME_WORDS : FRAME_WORDS_FPU;
    if ((frame[FRAME_PSR] & PSR_ALIGNED) != 0) words++;
    return (uint32_t)(uintptr_t)(frame + words);
}

static void put_frame(struct record *record, const uint32_t *frame)
{
    static const char *const names[FRAME_WORDS] = {"r0", "r1", "r2", "r3", "r12", "lr", "pc", "psr"};
    record_hex(record, "pc", frame[FRAME_PC]);
    record_hex(record, "lr", frame[FRAME_LR]);
    for (unsigned i = 0; i < FRAME_WORDS; i++) {
        if (i != FRAME_PC && i != FRAME_LR) record_hex(record, names[i], frame[i]);
    }
}

static void put_causes(struct record *record, uint32_t cfsr, uint32_t hfsr)
{
    bool any = false;
    record_raw(record, " cause=");
    for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if ((cfsr & causes[i].bit) == 0) continue;
        if (any) record_raw(record, ",");
        record_raw(record, causes[i].name);
        any = true;
    }
    if ((hfsr & HFSR_VECTTBL) != 0) record_raw(record, any ? ",vector-table" : "vector-table");
    else if (!any) record_raw(record, "none");
}

/* Whether the fault is the C stack's end: the guard or what lies below it was touched, or stacking failed. */
static bool is_overflow(uint32_t cfsr, uint32_t mmfar, uint32_t bfar)
{
    const uint32_t bottom = (uint32_t)(uintptr_t)__stack_bottom;
    if ((cfsr & CFSR_STACKING) != 0) return true;
    if ((cfsr & CFSR_MMARVALID) != 0 && mmfar - bottom < GUARD_OCTETS) return true;
    return (cfsr & CFSR_BFARVALID) != 0 && bottom - bfar <= 0x10000;
}

static const char *code_of(uint32_t exception, bool overflow)
{
    static const char *const codes[] = {"fault.hard", "fault.memory", "fault.bus", "fault.usage"};
    if (overflow) return "fault.stack-overflow";
    if (exception >= 3 && exception <= 6) return codes[exception - 3];
    return exception == 2 ? "fault.nmi" : "fault.interrupt";
}

void fault_report(const uint32_t *frame, uint32_t exc_return, const uint32_t *saved) __attribute__((noreturn, used));
void fault_report(const uint32_t *frame, uint32_t exc_return, const uint32_t *saved)
{
    if (in_fault) core_reset(); /* a fault in this handler: what was said stands */
    in_fault = true;
    uint32_t exception;
    __asm volatile("mrs %0, ipsr" : "=r"(exception));
    uint32_t cfsr = SCB_CFSR, hfsr = SCB_HFSR, mmfar = SCB_MMFAR, bfar = SCB_BFAR;
    uint32_t sp = (uint32_t)(uintptr_t)frame;
    bool readable = in_stack(sp) && in_stack(sp + 4 * FRAME_WORDS - 4) && (cfsr & CFSR_STACKING) == 0;

    struct record record;
    record_begin(&record, persist_room(), PERSIST_ROOM, "error", code_of(exception, is_overflow(cfsr, mmfar, bfar)));
    put_causes(&record, cfsr, hfsr);
    if (readable) {
        put_frame(&record, frame);
        sp = sp_before(frame, exc_return);
    }
    record_hex(&record, "sp", sp);
    static const char *const names[] = {"r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"};
    for (unsigned i = 0; i < 8; i++) record_hex(&record, names[i], saved[i]);
    record_hex(&record, "cfsr", cfsr);
    record_hex(&record, "hfsr", hfsr);
    if ((cfsr & CFSR_MMARVALID) != 0) record_hex(&record, "address", mmfar);
    else if ((cfsr & CFSR_BFARVALID) != 0) record_hex(&record, "address", bfar);
    record_number(&record, "exception", exception);
    put_trace(&record, sp);
    size_t length = record_end(&record);
    persist_commit(BOARD_RESET_FAULT, length);
    board_console_write(record.text, length);
    core_reset();
}

/* Entry of every exception without a handler of its own. */
__attribute__((naked, noreturn)) void fault_entry(void)
{
    __asm volatile(
        "cpsid i\n\t"
        "tst lr, #4\n\t"
        "ite eq\n\t"
        "mrseq r0, msp\n\t"
        "mrsne r0, psp\n\t"
        "mov r1, lr\n\t"
        "ldr r3, =fault_stack + %c0\n\t"
        "mov sp, r3\n\t"
        "push {r4-r11}\n\t"
        "mov r2, sp\n\t"
        "b fault_report\n\t"
        ".ltorg"
        :
        : "i"(FAULT_STACK_WORDS * 4));
}

void fault_words_hang(const uint32_t *frame, uint32_t unkicked_ms)
{
    struct record record;
    record_begin(&record, persist_room(), PERSIST_ROOM, "error", "watchdog.hang");
    record_number(&record, "unkicked", unkicked_ms);
    put_frame(&record, frame);
    put_trace(&record, (uint32_t)(uintptr_t)(frame + FRAME_WORDS));
    persist_commit(BOARD_RESET_WATCHDOG, record_end(&record));
}
