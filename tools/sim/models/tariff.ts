/** What energy costs, by local time of day. */

import { type TariffSpec } from '../scenario/types.js';

const DAY_S = 86400;

/** Price of energy drawn at a local time, a Wh. */
export function importPrice(tariff: TariffSpec, localS: number): number {
  const timeS = ((localS % DAY_S) + DAY_S) % DAY_S;
  let price = tariff.importBands[0]!.pricePerWh;
  for (const band of tariff.importBands) {
    if (band.fromS > timeS) break;
    price = band.pricePerWh;
  }
  return price;
}

/** What `energyWh` costs at a local time; negative energy is given, and earns. */
export function costOf(tariff: TariffSpec, localS: number, energyWh: number): number {
  return energyWh >= 0 ? energyWh * importPrice(tariff, localS) : energyWh * tariff.exportPricePerWh;
}
