/*
 * The registers of the Cortex-M4 that the common code uses (ARM DDI 0403E, chapters B3.2 and B3.3), and its instructions.
 * Drivers of a family use registers.h instead.
 */
#ifndef CORTEX_M_H
#define CORTEX_M_H

#include <stdint.h>

#define CORE_REG(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define SYST_CSR CORE_REG(0xE000E010) /* SysTick control: 1 enable, 2 interrupt, 4 core clock */
#define SYST_RVR CORE_REG(0xE000E014)
#define SYST_CVR CORE_REG(0xE000E018)
#define NVIC_ISER(n) CORE_REG(0xE000E100 + 4 * (n))
#define NVIC_IPR(n) (*(volatile uint8_t *)(uintptr_t)(0xE000E400 + (n)))
#define SCB_ICSR CORE_REG(0xE000ED04)
#define SCB_VTOR CORE_REG(0xE000ED08)
#define SCB_AIRCR CORE_REG(0xE000ED0C)
#define SCB_CCR CORE_REG(0xE000ED14)
#define SCB_SHPR3 CORE_REG(0xE000ED20)
#define SCB_SHCSR CORE_REG(0xE000ED24)
#define SCB_CFSR CORE_REG(0xE000ED28)
#define SCB_HFSR CORE_REG(0xE000ED2C)
#define SCB_MMFAR CORE_REG(0xE000ED34)
#define SCB_BFAR CORE_REG(0xE000ED38)
#define SCB_CPACR CORE_REG(0xE000ED88)
#define MPU_TYPE CORE_REG(0xE000ED90)
#define MPU_CTRL CORE_REG(0xE000ED94)
#define MPU_RBAR CORE_REG(0xE000ED9C)
#define MPU_RASR CORE_REG(0xE000EDA0)

#define ICSR_PENDSTSET (1u << 26)
#define AIRCR_KEY_SYSRESETREQ 0x05FA0004u

static inline uint32_t irq_save(void)
{
    uint32_t primask;
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

static inline void irq_restore(uint32_t primask)
{
    __asm volatile("msr primask, %0" : : "r"(primask) : "memory");
}

static inline void barrier(void)
{
    __asm volatile("dsb\n\tisb" : : : "memory");
}

static inline void wait_for_interrupt(void)
{
    __asm volatile("dsb\n\twfi\n\tisb" : : : "memory");
}

#endif
