/** Where a run of the firmware ends: the cause becomes a log record and the last words, then the board restarts. */
#ifndef XS_ENDING_H
#define XS_ENDING_H

/** Ends the run for a cause that is one word, of at most 40 octets. */
void end_run(const char *cause) __attribute__((noreturn));

#endif
