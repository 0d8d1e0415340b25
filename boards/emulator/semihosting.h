/* Calls to the emulator's host (Arm Semihosting 2.0). Linked into an emulator image alone. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Modes of fopen as the interface numbers them. */
enum semihosting_mode { SEMI_READ = 1, SEMI_UPDATE = 3, SEMI_WRITE = 5 };

/* A handle, or -1. Paths are relative to the emulator's working directory. */
int32_t semi_open(const char *path, enum semihosting_mode mode);
void semi_close(int32_t handle);
bool semi_seek(int32_t handle, uint32_t position);
/* Length of the file, or -1. */
int32_t semi_length(int32_t handle);
/* All of it, or false. */
bool semi_read(int32_t handle, void *octets, size_t length);
bool semi_write(int32_t handle, const void *octets, size_t length);
/* Ends the emulator with this exit code. */
void semi_exit(int32_t code) __attribute__((noreturn));

#endif
