/**
 * The platform header of the XS engine (-DXSPLATFORM="xs-platform.h"), for the Cortex-M build and for the 32-bit host
 * build that lays out ROM images. The hooks are in memory.c, machine.c and calendar.c (board) or tools/rom (host).
 */
#ifndef SEP2_XS_PLATFORM_H
#define SEP2_XS_PLATFORM_H

#include "xs-features.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

/** `host` belongs to whoever made the machine; the engine never looks at it. */
#define mxMachinePlatform void *host;

#define mxUseDefaultCStackLimit 0
#define mxUseDefaultDebug 0
#define mxUseDefaultSharedChunks 1

/* 32 bits at any place. */
static inline uint32_t xs_read32(const void *place)
{
    uint32_t value;
    memcpy(&value, place, sizeof value);
    return value;
}
#define c_read32 xs_read32

#ifdef SEP2_XS_HOST

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1

#else

#define XS_FUNCTION_NORETURN __attribute__((noreturn))

/* All memory comes from the one arena of memory.c. */
void *xs_arena_allocate(size_t octets);
void *xs_arena_allocate_clear(size_t count, size_t octets);
void *xs_arena_resize(void *block, size_t octets);
void xs_arena_free(void *block);
#define c_malloc xs_arena_allocate
#define c_calloc xs_arena_allocate_clear
#define c_realloc xs_arena_resize
#define c_free xs_arena_free
#define c_malloc_uint32 xs_arena_allocate
#define c_free_uint32 xs_arena_free

/* Error messages need %s, %d, %ld, %c and %%: a small formatter instead of the C library's (format.c). */
int xs_format_list(char *target, size_t room, const char *format, va_list arguments);
int xs_format(char *target, size_t room, const char *format, ...);
#define c_vsnprintf xs_format_list
#define c_snprintf xs_format

/* The one message that the engine formats by the C library's own name. */
#undef vsnprintf
#define vsnprintf xs_format_list

/* Time and chance: calendar.c. */
int xs_gettimeofday(struct timeval *now, void *zone);
struct tm *xs_localtime(const time_t *seconds);
time_t xs_mktime(struct tm *parts);
uint32_t xs_random(void);
typedef struct timeval c_timeval;
#define c_gettimeofday xs_gettimeofday
#define c_localtime xs_localtime
#define c_mktime xs_mktime
#define c_rand xs_random
#define C_RAND_MAX 0x7fffffff

/** A path in an import is short: see module-name.c. */
#define C_PATH_MAX 96

#endif
#endif
