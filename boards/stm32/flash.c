/*
 * The store area in the F405's own flash (RM0090 §3): unlock, program by the word, erase by the sector, every error by name,
 * every wait bounded, everything read back. Flash cells are read and programmed through the same seam as registers.
 */
#include "board.h"
#include "board_config.h"
#include "registers.h"

#define FLASH_ACR 0x40023C00u
#define FLASH_KEYR 0x40023C04u
#define FLASH_SR 0x40023C0Cu
#define FLASH_CR 0x40023C10u
#define ACR_DCEN (1u << 10)
#define ACR_DCRST (1u << 12)
#define KEY_1 0x45670123u
#define KEY_2 0xCDEF89ABu
#define SR_WRPERR (1u << 4)
#define SR_SEQUENCE (7u << 5) /* PGAERR, PGPERR, PGSERR */
#define SR_OPERR (1u << 1)
#define SR_BSY (1u << 16)
#define SR_CLEAR 0xF3u
#define CR_PG (1u << 0)
#define CR_SER (1u << 1)
#define CR_SNB_SHIFT 3
#define CR_PSIZE_WORD (2u << 8) /* 32 bits at a time: 2.7 V or more */
#define CR_STRT (1u << 16)
#define CR_LOCK (1u << 31)

/* A word takes 100 µs at most, a sector of 128 KB 2 s (data sheet, table 40); a try five cycles or more of 6 ns. */
#define PROGRAM_TRIES 20000u
#define ERASE_TRIES 160000000u

static const uint32_t sector_octets[] = CFG_STORE_SECTOR_OCTETS;

unsigned board_flash_sectors(void)
{
    return CFG_STORE_SECTORS;
}

uint32_t board_flash_sector_octets(unsigned sector)
{
    return sector < CFG_STORE_SECTORS ? sector_octets[sector] : 0;
}

static bool inside(uint32_t offset, size_t length)
{
    return offset <= CFG_STORE_OCTETS && length <= CFG_STORE_OCTETS - offset;
}

/* What the controller made of the last operation. */
static int outcome(uint32_t tries)
{
    if (!reg_await(FLASH_SR, SR_BSY, 0, tries)) return BOARD_E_BUSY;
    uint32_t status = reg_read(FLASH_SR);
    if ((status & SR_WRPERR) != 0) return BOARD_E_PROTECTED;
    return (status & (SR_SEQUENCE | SR_OPERR)) != 0 ? BOARD_E_PROGRAM : 0;
}

static int unlock(void)
{
    if (!reg_await(FLASH_SR, SR_BSY, 0, PROGRAM_TRIES)) return BOARD_E_BUSY;
    if ((reg_read(FLASH_CR) & CR_LOCK) != 0) {
        reg_write(FLASH_KEYR, KEY_1);
        reg_write(FLASH_KEYR, KEY_2);
        if ((reg_read(FLASH_CR) & CR_LOCK) != 0) return BOARD_E_LOCKED;
    }
    reg_write(FLASH_SR, SR_CLEAR);
    return 0;
}

/* Ends an operation: locks, and drops what the data cache holds of the old cells (RM0090 §3.5.3). */
static void lock(void)
{
    reg_write(FLASH_CR, CR_LOCK);
    uint32_t access = reg_read(FLASH_ACR);
    if ((access & ACR_DCEN) == 0) return;
    reg_write(FLASH_ACR, access & ~ACR_DCEN);
    reg_write(FLASH_ACR, (access & ~ACR_DCEN) | ACR_DCRST);
    reg_write(FLASH_ACR, access & ~ACR_DCEN);
    reg_write(FLASH_ACR, access);
}

int board_flash_read(uint32_t offset, void *octets, size_t length)
{
    if (!inside(offset, length)) return BOARD_E_ARGUMENT;
    uint8_t *to = octets;
    uint32_t word = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t at = offset + (uint32_t)i;
        if (i == 0 || at % 4 == 0) word = reg_read(CFG_STORE_ORIGIN + (at & ~3u));
        to[i] = (uint8_t)(word >> (8 * (at % 4)));
    }
    return 0;
}

static uint32_t word_of(const uint8_t *octets)
{
    return octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24;
}

static int program_word(uint32_t address, uint32_t word)
{
    reg_write(address, word);
    return outcome(PROGRAM_TRIES);
}

int board_flash_program(uint32_t offset, const void *octets, size_t length)
{
    if (!inside(offset, length) || offset % BOARD_FLASH_WORD != 0 || length % BOARD_FLASH_WORD != 0) return BOARD_E_ARGUMENT;
    const uint8_t *from = octets;
    int result = unlock();
    if (result != 0) return result;
    reg_write(FLASH_CR, CR_PG | CR_PSIZE_WORD);
    for (size_t i = 0; i < length && result == 0; i += BOARD_FLASH_WORD) {
        result = program_word(CFG_STORE_ORIGIN + offset + (uint32_t)i, word_of(from + i));
    }
    lock();
    for (size_t i = 0; i < length && result == 0; i += BOARD_FLASH_WORD) {
        if (reg_read(CFG_STORE_ORIGIN + offset + (uint32_t)i) != word_of(from + i)) result = BOARD_E_VERIFY;
    }
    return result;
}

int board_flash_erase(unsigned sector)
{
    if (sector >= CFG_STORE_SECTORS) return BOARD_E_ARGUMENT;
    int result = unlock();
    if (result != 0) return result;
    board_watchdog_kick();
    uint32_t command = CR_SER | CR_PSIZE_WORD | ((CFG_STORE_FIRST_SECTOR + sector) << CR_SNB_SHIFT);
    reg_write(FLASH_CR, command);
    reg_write(FLASH_CR, command | CR_STRT);
    result = outcome(ERASE_TRIES);
    lock();
    uint32_t offset = 0;
    for (unsigned i = 0; i < sector; i++) offset += sector_octets[i];
    for (uint32_t i = 0; i < sector_octets[sector] && result == 0; i += 4) {
        if (reg_read(CFG_STORE_ORIGIN + offset + i) != UINT32_MAX) result = BOARD_E_VERIFY;
    }
    return result;
}
