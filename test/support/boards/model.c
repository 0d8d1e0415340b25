#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"

#define RCC_CR 0x40023800u
#define RCC_CFGR 0x40023808u
#define RCC_CSR 0x40023874u
#define FLASH_ACR 0x40023C00u
#define FLASH_KEYR 0x40023C04u
#define FLASH_SR 0x40023C0Cu
#define FLASH_CR 0x40023C10u
#define RNG_CR 0x50060800u
#define RNG_SR 0x50060804u
#define RNG_DR 0x50060808u
#define IWDG_KR 0x40003000u
#define IWDG_SR 0x4000300Cu
#define ADC_SR 0x40012000u
#define ADC_CR2 0x40012008u
#define ADC_SQR3 0x40012034u
#define ADC_DR 0x4001204Cu
#define CELLS 0x08000000u
#define CELL_OCTETS 0x100000u

struct model_knobs knobs;
struct model_counts counts;

/* Registers without behaviour of their own. */
#define PLAIN 512
static struct { uint32_t address, value; } plain[PLAIN];
static unsigned plain_count;

static uint32_t cells[CELL_OCTETS / 4];
static uint32_t cached[CELL_OCTETS / 4];
static uint8_t is_cached[CELL_OCTETS / 4];

static struct {
    long hse, pll, clock_switch, flash_busy, iwdg, adc, rng;
    unsigned keys;
    bool unlocked;
    uint32_t flash_status, rng_status;
    unsigned rng_words;
    bool iwdg_open;
    struct { uint8_t octet; uint32_t status; bool waiting; char sent[4096]; unsigned length; long busy; } usarts[7];
} state;

static uint32_t *slot(uint32_t address)
{
    for (unsigned i = 0; i < plain_count; i++) {
        if (plain[i].address == address) return &plain[i].value;
    }
    if (plain_count == PLAIN) abort();
    plain[plain_count].address = address;
    plain[plain_count].value = 0;
    return &plain[plain_count++].value;
}

void model_reset(void)
{
    memset(&knobs, 0, sizeof knobs);
    memset(&counts, 0, sizeof counts);
    memset(&state, 0, sizeof state);
    memset(cells, 0xFF, sizeof cells);
    memset(is_cached, 0, sizeof is_cached);
    plain_count = 0;
    knobs.hse_after = knobs.pll_after = knobs.flash_after = 5;
    knobs.rng_after = 2;
    knobs.flash_protected = -1;
    knobs.flash_wear = 10000;
    *slot(RCC_CR) = 0x83;
    *slot(FLASH_CR) = 0x80000000u;
}

/* One read of a status that becomes ready after `after` reads. */
static bool ready(long *reads, long after)
{
    return after >= 0 && (*reads)++ >= after;
}

static unsigned sector_of(uint32_t offset)
{
    if (offset < 0x10000) return offset / 0x4000;
    return offset < 0x20000 ? 4 : 4 + offset / 0x20000;
}

static uint32_t sector_start(unsigned sector)
{
    if (sector < 4) return sector * 0x4000;
    return sector == 4 ? 0x10000 : (sector - 4) * 0x20000;
}

static uint32_t read_rcc_cr(void)
{
    uint32_t value = *slot(RCC_CR) & ~((1u << 17) | (1u << 25));
    if ((value & (1u << 16)) != 0 && ready(&state.hse, knobs.hse_after)) value |= 1u << 17;
    if ((value & (1u << 24)) != 0 && ready(&state.pll, knobs.pll_after)) value |= 1u << 25;
    return value;
}

static uint32_t read_rcc_cfgr(void)
{
    uint32_t value = *slot(RCC_CFGR) & ~(3u << 2);
    if (ready(&state.clock_switch, knobs.switch_after)) value |= (value & 3) << 2;
    return value;
}

static uint32_t read_flash_sr(void)
{
    bool busy = state.flash_busy != 0;
    if (state.flash_busy > 0) state.flash_busy--;
    return state.flash_status | (busy ? 1u << 16 : 0);
}

static uint32_t read_rng_sr(void)
{
    if ((*slot(RNG_CR) & 4) == 0) return 0;
    if (knobs.rng_clock_error != 0) return (1u << 1) | (1u << 5);
    if (knobs.rng_seed_errors != 0) {
        if (knobs.rng_seed_errors > 0) knobs.rng_seed_errors--;
        state.rng_status |= (1u << 2) | (1u << 6);
    }
    return state.rng_status | (ready(&state.rng, knobs.rng_after) ? 1 : 0);
}

static uint32_t read_rng_dr(void)
{
    state.rng = 0;
    state.rng_words++;
    unsigned word = state.rng_words;
    if (knobs.rng_stuck != 0 && word > (unsigned)knobs.rng_stuck) word = (unsigned)knobs.rng_stuck;
    return word * 2654435761u ^ 0x9E3779B9u;
}

static uint32_t read_cell(uint32_t address)
{
    uint32_t index = (address - CELLS) / 4;
    if (state.flash_busy != 0) counts.violations++;
    if ((*slot(FLASH_ACR) & (1u << 10)) == 0) return cells[index];
    if (!is_cached[index]) {
        is_cached[index] = 1;
        cached[index] = cells[index];
    }
    return cached[index];
}

static int usart_of(uint32_t address)
{
    switch (address & ~0x3FFu) {
    case 0x40011000: return 1;
    case 0x40004400: return 2;
    case 0x40004800: return 3;
    case 0x40011400: return 6;
    default: return 0;
    }
}

static uint32_t read_usart(int number, uint32_t offset, uint32_t address)
{
    if (offset == 0) {
        uint32_t txe = ready(&state.usarts[number].busy, knobs.usart_after) ? 1u << 7 : 0;
        return state.usarts[number].waiting ? state.usarts[number].status | txe : txe;
    }
    if (offset == 4) {
        state.usarts[number].waiting = false;
        return state.usarts[number].octet;
    }
    return *slot(address);
}

uint32_t reg_read(uint32_t address)
{
    counts.reads++;
    int usart = usart_of(address);
    if (usart != 0) return read_usart(usart, address & 0x3FF, address);
    if (address >= CELLS && address < CELLS + CELL_OCTETS) return read_cell(address);
    switch (address) {
    case RCC_CR: return read_rcc_cr();
    case RCC_CFGR: return read_rcc_cfgr();
    case FLASH_ACR: return *slot(address) & (knobs.wait_states_stuck != 0 ? ~7u : ~0u);
    case FLASH_SR: return read_flash_sr();
    case RNG_SR: return read_rng_sr();
    case RNG_DR: return read_rng_dr();
    case IWDG_SR: return ready(&state.iwdg, knobs.iwdg_after) ? 0 : 3;
    case ADC_SR: return ready(&state.adc, knobs.adc_after) ? 2 : 0;
    case ADC_DR: return (uint32_t)knobs.adc[*slot(ADC_SQR3) % MODEL_CHANNELS];
    default: return *slot(address);
    }
}

static void write_key(uint32_t value)
{
    if (state.keys == 0 && value == 0x45670123u) state.keys = 1;
    else if (state.keys == 1 && value == 0xCDEF89ABu) {
        state.keys = 0;
        if (knobs.flash_lock_stuck != 0) return;
        state.unlocked = true;
        *slot(FLASH_CR) &= 0x7FFFFFFFu;
    } else {
        state.keys = 2; /* locked until reset */
        counts.violations++;
    }
}

static void erase(unsigned sector)
{
    if (sector >= MODEL_SECTORS || (long)sector == knobs.flash_protected) {
        state.flash_status |= 1u << 4;
        return;
    }
    counts.erases[sector]++;
    uint32_t start = sector_start(sector) / 4;
    uint32_t end = sector == MODEL_SECTORS - 1 ? CELL_OCTETS / 4 : sector_start(sector + 1) / 4;
    for (uint32_t i = start; i < end; i++) cells[i] = UINT32_MAX;
    if ((long)counts.erases[sector] > knobs.flash_wear) cells[start + 5] &= ~(1u << 9);
}

static void write_flash_cr(uint32_t value)
{
    if (!state.unlocked) {
        counts.violations++;
        return;
    }
    if (state.flash_busy != 0) counts.violations++;
    if ((value & (1u << 31)) != 0) state.unlocked = false;
    *slot(FLASH_CR) = value & ~(1u << 16);
    if ((value & (1u << 16)) != 0 && (value & 2) != 0) {
        state.flash_busy = knobs.flash_after;
        erase((value >> 3) & 15);
    }
}

static void program(uint32_t address, uint32_t value)
{
    uint32_t control = *slot(FLASH_CR);
    uint32_t offset = address - CELLS;
    if (state.flash_busy != 0 || !state.unlocked || (offset & 3) != 0) counts.violations++;
    if (!state.unlocked) return;
    if ((control & 1) == 0 || knobs.flash_sequence != 0) {
        knobs.flash_sequence = 0;
        state.flash_status |= 1u << 7;
        return;
    }
    if (((control >> 8) & 3) != 2) {
        state.flash_status |= 1u << 6;
        return;
    }
    if ((long)sector_of(offset) == knobs.flash_protected) {
        state.flash_status |= 1u << 4;
        return;
    }
    state.flash_busy = knobs.flash_after;
    counts.programmed++;
    cells[offset / 4] &= value;
    unsigned sector = sector_of(offset);
    if ((long)counts.erases[sector] > knobs.flash_wear) cells[sector_start(sector) / 4 + 5] &= ~(1u << 9);
}

static void write_iwdg(uint32_t address, uint32_t value)
{
    if (address == IWDG_KR) {
        state.iwdg_open = value == 0x5555;
        if (value == 0xAAAA) counts.kicks++;
    } else if (!state.iwdg_open) {
        counts.violations++;
        return;
    }
    *slot(address) = value;
}

static void write_usart(int number, uint32_t offset, uint32_t address, uint32_t value)
{
    if (offset != 4) {
        *slot(address) = value;
        return;
    }
    state.usarts[number].busy = 0;
    if (state.usarts[number].length < sizeof state.usarts[number].sent - 1) {
        state.usarts[number].sent[state.usarts[number].length++] = (char)value;
    }
}

void reg_write(uint32_t address, uint32_t value)
{
    int usart = usart_of(address);
    if (usart != 0) return write_usart(usart, address & 0x3FF, address, value);
    if (address >= CELLS && address < CELLS + CELL_OCTETS) return program(address, value);
    if (address >= IWDG_KR && address < IWDG_SR) return write_iwdg(address, value);
    if (address >= 0x40020000u && address < 0x40022400u && (address & 0x3FF) == 0x18) { /* BSRR works on ODR */
        uint32_t *output = slot(address - 4);
        *output = (*output & ~(value >> 16)) | (value & 0xFFFF);
        return;
    }
    switch (address) {
    case FLASH_KEYR: write_key(value); return;
    case FLASH_SR: state.flash_status &= ~value; return; /* write 1 to clear */
    case FLASH_CR: write_flash_cr(value); return;
    case FLASH_ACR:
        if ((value & (1u << 12)) != 0) {
            if ((value & (1u << 10)) != 0) counts.violations++; /* only while the cache is off */
            memset(is_cached, 0, sizeof is_cached);
        }
        break;
    case RCC_CSR:
        if ((value & (1u << 24)) != 0) value = 0;
        break;
    case RNG_SR: state.rng_status = 0; return;
    case RNG_CR: state.rng = 0; break;
    case ADC_CR2: state.adc = 0; break;
    default: break;
    }
    *slot(address) = value;
}

const char *model_sent(unsigned usart, unsigned *length)
{
    *length = state.usarts[usart].length;
    return state.usarts[usart].sent;
}

void model_receive(unsigned usart, uint8_t octet, uint32_t status)
{
    state.usarts[usart].octet = octet;
    state.usarts[usart].status = status;
    state.usarts[usart].waiting = true;
}
