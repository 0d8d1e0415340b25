/*
 * Meter on ADC1 (RM0090 §13): transducers whose direct voltage is proportional to the root mean square of the load's current
 * and voltage. The load is taken as resistive: power is their product, reactive power 0, and nothing is given.
 */
#ifndef METER_H
#define METER_H

#include <stdint.h>

/* After the clocks. */
void meter_start(void);

/* Adds the energy since the last call at the present power. Called by every reading and every change of a load. */
void meter_settle(void);

#endif
