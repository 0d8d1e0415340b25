/** Quantities as a meter port gives them. */

import { type MeterPort } from '../../hal/ports/appliance.js';
import { type Quantity } from '../../stack/functions/metering-client.js';

/** Mains frequency where the meter port does not measure it, Hz. */
const NOMINAL_FREQUENCY_HZ = 50;

/** @returns W, var, V, Hz or Wh */
export function measureQuantity(meter: MeterPort, quantity: Quantity): number {
  switch (quantity) {
    case 'activePower':
      return meter.activePowerW();
    case 'reactivePower':
      return meter.reactivePowerVar();
    case 'voltage':
      return meter.voltageV();
    case 'energyIn':
      return meter.energyInWh();
    case 'energyOut':
      return meter.energyOutWh();
    case 'frequency':
      return NOMINAL_FREQUENCY_HZ;
  }
}
