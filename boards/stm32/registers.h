/*
 * Register access of the drivers: one seam, so that a host test compiles the same drivers against a model of the registers
 * (BOARD_HOST_MODEL). Addresses and bits follow ST's reference manual RM0090 for the F405.
 */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef BOARD_HOST_MODEL
uint32_t reg_read(uint32_t address);
void reg_write(uint32_t address, uint32_t value);
#else
static inline uint32_t reg_read(uint32_t address)
{
    return *(volatile uint32_t *)(uintptr_t)address;
}
static inline void reg_write(uint32_t address, uint32_t value)
{
    *(volatile uint32_t *)(uintptr_t)address = value;
}
#endif

static inline void reg_set(uint32_t address, uint32_t bits)
{
    reg_write(address, reg_read(address) | bits);
}

static inline void reg_change(uint32_t address, uint32_t clear, uint32_t set)
{
    reg_write(address, (reg_read(address) & ~clear) | set);
}

/* Reads until `(value & mask) == wanted`, at most `tries` times. False: it never came. */
static inline bool reg_await(uint32_t address, uint32_t mask, uint32_t wanted, uint32_t tries)
{
    while (tries-- > 0) {
        if ((reg_read(address) & mask) == wanted) return true;
    }
    return false;
}

#endif
