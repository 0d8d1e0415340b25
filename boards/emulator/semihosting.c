#include "semihosting.h"

#include <string.h>

enum { SYS_OPEN = 0x01, SYS_CLOSE = 0x02, SYS_WRITE = 0x05, SYS_READ = 0x06, SYS_SEEK = 0x0A, SYS_FLEN = 0x0C, SYS_EXIT_EXTENDED = 0x20 };
#define ADP_STOPPED_APPLICATION_EXIT 0x20026u

static int32_t call(uint32_t operation, const uint32_t *block)
{
    register uint32_t r0 __asm("r0") = operation;
    register const uint32_t *r1 __asm("r1") = block;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

int32_t semi_open(const char *path, enum semihosting_mode mode)
{
    const uint32_t block[] = {(uint32_t)(uintptr_t)path, mode, (uint32_t)strlen(path)};
    return call(SYS_OPEN, block);
}

void semi_close(int32_t handle)
{
    const uint32_t block[] = {(uint32_t)handle};
    (void)call(SYS_CLOSE, block);
}

bool semi_seek(int32_t handle, uint32_t position)
{
    const uint32_t block[] = {(uint32_t)handle, position};
    return call(SYS_SEEK, block) == 0;
}

int32_t semi_length(int32_t handle)
{
    const uint32_t block[] = {(uint32_t)handle};
    return call(SYS_FLEN, block);
}

bool semi_read(int32_t handle, void *octets, size_t length)
{
    const uint32_t block[] = {(uint32_t)handle, (uint32_t)(uintptr_t)octets, (uint32_t)length};
    return call(SYS_READ, block) == 0;
}

bool semi_write(int32_t handle, const void *octets, size_t length)
{
    const uint32_t block[] = {(uint32_t)handle, (uint32_t)(uintptr_t)octets, (uint32_t)length};
    return call(SYS_WRITE, block) == 0;
}

void semi_exit(int32_t code)
{
    const uint32_t block[] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)code};
    for (;;) (void)call(SYS_EXIT_EXTENDED, block);
}
