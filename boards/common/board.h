/*
 * What a board gives to everything above it. One implementation of each function is linked: a driver of boards/stm32 into
 * the real image, its twin of boards/emulator into the emulator image. Nothing here allocates; every wait is bounded.
 * Unless a function says otherwise it is called from the main loop, never from an interrupt.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Start and time ------------------------------------------------------------------------------------------------- */

/*
 * Clocks, SysTick, console, link, outputs off, watchdog off. Writes the boot records: `board.boot` with the reset cause and
 * the clock in use, and, where the last run left any, its last words. Called once, first thing in main.
 */
void board_init(void);

/* Milliseconds since reset. Monotonic; wraps after 49 days: compare by the sign of a difference. Safe in an interrupt. */
uint32_t board_now_ms(void);

/* Microseconds since reset; does not wrap. Safe in an interrupt. */
uint64_t board_now_us(void);

/* `until_ms` of board_wait without a deadline. */
#define BOARD_FOREVER UINT32_MAX

/*
 * Sleeps (WFI) until `board_now_ms` reaches `until_ms` or an interrupt other than the tick has brought something (an octet
 * of the link or the console). Returns at once when that is already so. While the watchdog runs it returns after half of
 * its timeout at the latest, so that a loop that kicks and waits again never lets it bite.
 */
void board_wait(uint32_t until_ms);

/* Clock of the core, Hz: what board.json asks for, or 16 MHz where the crystal did not start. */
uint32_t board_core_hz(void);

/* ---- Console and link ----------------------------------------------------------------------------------------------- */

/* Writes to the console USART. Blocks until the last octet is handed over, at most the line's own time with a margin; what
 * does not leave by then is dropped. Safe in a fault handler. */
void board_console_write(const void *octets, size_t length);

/* Next octet that came to the console, 0 to 255; -1: none. */
int board_console_read(void);

/*
 * Takes up to `room` octets of the SLIP USART, as they came on the line, and returns how many. A ring of BOARD_LINK_RING
 * octets is fed by the interrupt; what comes when it is full is lost and counted.
 */
size_t board_link_read(void *octets, size_t room);

/* Writes raw octets to the SLIP USART. Blocks like the console; false when the line did not take them all in time. */
bool board_link_write(const void *octets, size_t length);

/* Counts since reset: octets lost because the ring was full, because the interrupt came too late (overrun), or to noise
 * and framing. */
struct board_link_faults {
    uint32_t ring_full;
    uint32_t overrun;
    uint32_t line;
};
struct board_link_faults board_link_faults(void);

/* Octets that the link's ring holds. */
#define BOARD_LINK_RING 2048

/* ---- Randomness ----------------------------------------------------------------------------------------------------- */

/*
 * Fills `octets` from the hardware generator. False: there is no source that works (clock or seed error, a word that
 * repeats, never ready); `octets` is then zeroed and must not be used: no entropy, no TLS.
 */
bool board_entropy(void *octets, size_t length);

/* Why the last board_entropy failed, for the log: "seed-error", "clock-error", "repeated", "not-ready", "unopened"; or
 * "none". */
const char *board_entropy_fault(void);

/* ---- Watchdog ------------------------------------------------------------------------------------------------------- */

/* Starts the watchdog; it cannot be stopped again. `timeout_ms`: 100 to 22,000; the hardware may take up to 2.8
 * times as long (its oscillator is coarse), never less. A second call only kicks. */
void board_watchdog_start(uint32_t timeout_ms);

/* Puts the watchdog off by its timeout. */
void board_watchdog_kick(void);

/* ---- Appliance ------------------------------------------------------------------------------------------------------ */

/* Share of its rated power that load `index` may draw, 0 to 1000. A plain relay closes from 500 on. An index that the board
 * does not have, or more than 1000, is refused with a log record. */
void board_relay_set(unsigned index, uint16_t permille);

/* The board's own light. */
void board_led_set(bool on);

/* What board_meter_read can be asked for. */
enum board_quantity {
    BOARD_POWER_MW = 0,      /* active power drawn, mW */
    BOARD_REACTIVE_MVAR = 1, /* reactive power, mvar, inductive */
    BOARD_VOLTAGE_MV = 2,    /* mV */
    BOARD_ENERGY_IN_WH = 3,  /* energy drawn since reset, Wh */
    BOARD_ENERGY_OUT_WH = 4, /* energy given since reset, Wh */
    BOARD_TEMPERATURE_MK = 5 /* the medium's temperature, mK (0 °C is 273,150) */
};

/* A quantity as it stands now; 0 where the board does not measure it. */
uint32_t board_meter_read(unsigned quantity);

/* ---- Store area ----------------------------------------------------------------------------------------------------- */

/* Failures of the store area. */
#define BOARD_E_ARGUMENT (-1) /* outside the area, or not a multiple of BOARD_FLASH_WORD */
#define BOARD_E_BUSY (-2)     /* the controller did not become ready in time */
#define BOARD_E_LOCKED (-3)   /* the controller did not unlock */
#define BOARD_E_PROTECTED (-4) /* the sector is write protected */
#define BOARD_E_PROGRAM (-5)  /* alignment, size or sequence error of the controller */
#define BOARD_E_VERIFY (-6)   /* read back, it is not what was written: worn out, or a bit was to go from 0 to 1 */
#define BOARD_E_IO (-7)       /* the emulator's file failed */

/* Smallest piece that is programmed, octets: offset and length of board_flash_program are multiples. A word that was
 * programmed may be programmed again as long as bits only go from 1 to 0. */
#define BOARD_FLASH_WORD 4

/* Sectors of the store area, from 0; size in octets of one (0: no such sector). Offsets run through them in order. */
unsigned board_flash_sectors(void);
uint32_t board_flash_sector_octets(unsigned sector);

/* Reads; any offset and length inside the area. 0 or BOARD_E_ARGUMENT, BOARD_E_IO. */
int board_flash_read(uint32_t offset, void *octets, size_t length);

/* Programs whole words. A failure or a power cut may leave any prefix of the words done and one word in between. 0 or a
 * negative BOARD_E_*. */
int board_flash_program(uint32_t offset, const void *octets, size_t length);

/* Erases store sector `sector` to 0xFF; takes up to 2 s on an F405 (128 KB), while the core stands still as it fetches from
 * the same flash. The watchdog is kicked before. 0 or a negative BOARD_E_*. */
int board_flash_erase(unsigned sector);

/* ---- Reset and last words ------------------------------------------------------------------------------------------- */

/* Why the board started. */
enum board_reset_cause {
    BOARD_RESET_UNKNOWN = 0,
    BOARD_RESET_POWER_ON = 1, /* power on or brown-out: RAM is lost */
    BOARD_RESET_PIN = 2,      /* the reset button or a debugger */
    BOARD_RESET_WATCHDOG = 3,
    BOARD_RESET_RESTART = 4, /* board_restart */
    BOARD_RESET_FAULT = 5    /* the fault handler */
};
enum board_reset_cause board_reset_cause(void);

/* The cause in one word for the log: "power-on", "pin", "watchdog", "restart", "fault" or "unknown". */
const char *board_reset_cause_name(void);

/* Restarts in order: `reason` (a code as in the log, at most 64 octets) becomes the last words, then the core resets.
 * Safe in an interrupt. */
void board_restart(const char *reason) __attribute__((noreturn));

/* What the run before this one left in RAM when it ended: one or more log records, each ended by a line feed. NULL, *len 0:
 * none. Stays valid until reset. */
const char *board_last_words(uint32_t *len);

/* ---- Measuring ------------------------------------------------------------------------------------------------------ */

/* Most octets of C stack used so far, of board_stack_octets; the rest still bears the pattern painted at reset. */
uint32_t board_stack_high_water(void);
uint32_t board_stack_octets(void);

/* Puts an object into RAM that startup neither clears nor loads: a heap arena that its owner initialises. */
#define BOARD_ARENA __attribute__((section(".arena"), aligned(8)))

#endif
