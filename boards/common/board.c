/* Bringing a board up, its first records, and its orderly restart. */
#include "board.h"

#include "board_config.h"
#include "cortex_m.h"
#include "parts.h"
#include "record.h"

#define PIECE 64

static struct clock_tree clocks;

uint32_t board_core_hz(void)
{
    return clocks.core_hz;
}

/* The words as one value of one record, piece by piece: escaped they may be longer than any buffer that is worth having. */
static void write_last_words(const char *words, uint32_t length)
{
    char text[3 * PIECE + 32];
    struct record record;
    record_begin(&record, text, sizeof text, "error", "board.last-words");
    record_raw(&record, " words=");
    board_console_write(text, record.length);
    while (length > 0 && words[length - 1] == '\n') length--;
    while (length > 0) {
        char piece[PIECE + 1];
        uint32_t count = length < PIECE ? length : PIECE;
        for (uint32_t i = 0; i < count; i++) piece[i] = words[i];
        piece[count] = '\0';
        record.length = 0;
        record_escaped(&record, piece);
        board_console_write(text, record.length);
        words += count;
        length -= count;
    }
    board_console_write("\n", 1);
}

void board_init(void)
{
    clock_start(&clocks);
    time_start(clocks.core_hz);
    outputs_start();
    usarts_start(&clocks);
    conductor_start(&clocks);
    persist_start(reset_flags_take());

    char text[160];
    struct record record;
    record_begin(&record, text, sizeof text, "info", "board.boot");
    record_text(&record, "board", CFG_BOARD_NAME);
    record_text(&record, "reset", board_reset_cause_name());
    record_text(&record, "clock", clocks.source);
    record_number(&record, "core", clocks.core_hz);
    record_write(&record);
    uint32_t length;
    const char *words = board_last_words(&length);
    if (words != NULL) write_last_words(words, length);
}

void core_reset(void)
{
    barrier();
    SCB_AIRCR = AIRCR_KEY_SYSRESETREQ;
    barrier();
    for (;;) {
    }
}

void board_restart(const char *reason)
{
    (void)irq_save();
    struct record record;
    char *room = persist_room();
    record_begin(&record, room, 160, "error", "board.restart");
    record_text(&record, "reason", reason);
    size_t length = record_end(&record);
    persist_commit(BOARD_RESET_RESTART, length);
    board_console_write(room, length);
    core_reset();
}
