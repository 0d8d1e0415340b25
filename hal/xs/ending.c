/**
 * How a run ends that cannot go on: the heap is full, or an exception left the program, which nobody then knows the state
 * of. Both are told on the console and, as last words, to the next run; the store holds what must survive.
 */

#include "ending.h"

#include <string.h>

#include "xsAll.h"

#include "board.h"
#include "engine.h"
#include "memory-record.h"
#include "record.h"

/** Octets of a line about an exception. */
#define LINE_OCTETS 256
/** Octets of what becomes the last words. */
#define REASON_OCTETS 64

void end_run(const char *cause)
{
    char line[LINE_OCTETS];
    char reason[REASON_OCTETS] = "board.restart-";
    struct record record;
    record_begin(&record, line, sizeof line, "error", "board.restart");
    record_text(&record, "cause", cause);
    record_write(&record);
    strncat(reason, cause, sizeof reason - strlen(reason) - 1);
    board_restart(reason);
}

/** What was thrown, and where as far as the engine knows. Runs no code of the program. */
static void record_exception(txMachine *the)
{
    char line[LINE_OCTETS];
    struct record record;
    txSlot *thrown = &mxException;
    record_begin(&record, line, sizeof line, "error", "program.exception");
    if (thrown->kind == XS_STRING_KIND || thrown->kind == XS_STRING_X_KIND) {
        record_text(&record, "message", thrown->value.string);
    } else if (thrown->kind == XS_REFERENCE_KIND) {
        txSlot *name = mxBehaviorGetProperty(the, thrown->value.reference, mxID(_name), 0, XS_ANY);
        txSlot *message = mxBehaviorGetProperty(the, thrown->value.reference, mxID(_message), 0, XS_ANY);
        if (name != NULL && mxIsStringPrimitive(name)) record_text(&record, "name", name->value.string);
        if (message != NULL && mxIsStringPrimitive(message)) record_text(&record, "message", message->value.string);
    }
    record_write(&record);
}

void xs_on_abort(struct sxMachine *the, int status)
{
    if (status == XS_UNHANDLED_EXCEPTION_EXIT || status == XS_UNHANDLED_REJECTION_EXIT) record_exception(the);
    memory_record_write(the);
    end_run(xs_abort_cause(status));
}
