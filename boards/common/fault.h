/* The fault handler's room for the tick: last words of a program that hangs. */
#ifndef FAULT_H
#define FAULT_H

#include <stdint.h>

/* Leaves `watchdog.hang` with the interrupted pc, lr and trace as last words. `frame`: the interrupted context as the core
 * stacked it. The watchdog then resets, or the next kick takes the words back. */
void fault_words_hang(const uint32_t *frame, uint32_t unkicked_ms);

#endif
