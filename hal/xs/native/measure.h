/** What a bench asks of the main loop: a build with MEASURE_START calls it. */
#ifndef XS_NATIVE_MEASURE_H
#define XS_NATIVE_MEASURE_H

struct sxMachine;

/** Notes what the machine takes when it has started and nothing has run in it. */
void measure_start(struct sxMachine *machine);

#endif
