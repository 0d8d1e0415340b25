/*
 * What the common code of boards/common asks of a family's drivers, and what these ask of it. Nothing above boards/
 * includes this.
 */
#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"

/* ---- Given by the family (or its twin) ------------------------------------------------------------------------------ */

/* Clocks in use after clock_start. */
struct clock_tree {
    uint32_t core_hz;
    uint32_t apb1_hz;
    uint32_t apb2_hz;
    const char *source; /* "pll-hse", or why it is "hsi": "hsi:hse-not-ready", "hsi:pll-not-ready", "hsi:switch-not-ready" */
};

/* Brings the clocks up; where the crystal or the PLL does not come, says so in `source` and stays on the internal 16 MHz. */
void clock_start(struct clock_tree *clocks);

/* Pins into their roles; outputs off. After clock_start. */
void outputs_start(void);

/* Why the core was reset, from the hardware's flags, which it clears: UNKNOWN where a software reset happened, whose cause
 * the persistent record knows. */
enum board_reset_cause reset_flags_take(void);

/* Console, link and, in the emulator, conductor USART at the rates of the data sheet. */
void usarts_start(const struct clock_tree *clocks);

/* Called every millisecond from the tick: a watchdog twin counts down here. The hardware's does nothing. */
void watchdog_tick(void);

/* The emulator's conductor; nothing on hardware. */
void conductor_start(const struct clock_tree *clocks);
/* Told of each sleep until `until_ms` that has lasted a moment; may answer with a skip, which holds for this sleep alone. */
void conductor_idle(uint32_t until_ms);
/* Takes what the conductor said, if anything: milliseconds to skip; 0: nothing. */
uint32_t conductor_take(void);
/* Tells the conductor what was made of its skip. */
void conductor_skipped(uint32_t skipped_ms, uint32_t now_ms);

/* ---- Given by boards/common ----------------------------------------------------------------------------------------- */

/* Starts the millisecond tick. */
void time_start(uint32_t core_hz);
/* Tells board_wait that an interrupt brought something. */
void time_wake(void);

/* The watchdog's supervisor, for its drivers: it knows the last kick, so that the tick can leave last words with the
 * place where the program hangs before the watchdog bites. */
void supervisor_start(uint32_t timeout_ms);
void supervisor_kick(void);
/* Milliseconds since the last kick; UINT32_MAX while no watchdog runs. Time that the conductor skips does not count. */
uint32_t supervisor_unkicked_ms(void);
/* Timeout of the running watchdog, ms; 0: none runs. */
uint32_t supervisor_timeout_ms(void);

/* At boot: takes over what the last run left, and settles the reset cause from it and from the hardware's `flags`. */
void persist_start(enum board_reset_cause flags);
/* Before persist_start: whether the last run left a record. */
bool persist_valid(void);
/* Room for last words, at most PERSIST_ROOM octets; then persist_commit makes them and the cause valid. Safe anywhere. */
#define PERSIST_ROOM 1024
char *persist_room(void);
void persist_commit(enum board_reset_cause cause, size_t length);
/* The run goes on: nothing was left. */
void persist_clear(void);
/* Resets the core now. */
void core_reset(void) __attribute__((noreturn));

/* The canary below the C stack's last 32 octets: false once the stack has run over it. */
bool stack_intact(void);
/* Paints nothing: startup did. Sets the MPU's guards below the stack and above the RAM. */
void guard_start(void);

#endif
