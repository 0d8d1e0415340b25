/** The home and its devices, out of a scenario file. */

import { type StrictNode } from './strict-node.js';
import { readMoment, readTimeOfDay } from './time-values.js';
import {
  type DeviceKind,
  type DeviceSpec,
  type HomeSpec,
  type LoadShape,
  type PriceBand,
  type Span,
  type TariffSpec,
} from './types.js';

export const DEVICE_KINDS: readonly DeviceKind[] = ['thermostat', 'water-heater', 'ev-charger', 'inverter', 'meter'];

export const LOAD_SHAPES: readonly LoadShape[] = ['steady', 'daytime', 'evening-peak', 'twin-peaks', 'night'];

const HOUR_S = 3600;
const COMMON_KEYS = ['kind', 'name', 'optOut'] as const;

export function readHome(node: StrictNode): HomeSpec {
  const home = node.fields('shape', 'dailyKWh', 'outdoor', 'sun');
  const outdoor = home.outdoor.fields('minC', 'maxC', 'warmest');
  const sun = home.sun.fields('rise', 'set', 'clouds');
  const spec: HomeSpec = {
    shape: home.shape.oneOf(LOAD_SHAPES, 'evening-peak'),
    dailyWh: home.dailyKWh.number(0, 1000, 'kWh', 9) * 1000,
    outdoor: {
      minC: outdoor.minC.number(-40, 50, '°C', 21),
      maxC: outdoor.maxC.number(-40, 55, '°C', 36),
      warmestS: readTimeOfDay(outdoor.warmest, 16 * HOUR_S),
    },
    sun: {
      riseS: readTimeOfDay(sun.rise, 6 * HOUR_S),
      setS: readTimeOfDay(sun.set, 21 * HOUR_S),
      clouds: sun.clouds.number(0, 1, '', 0.3),
    },
  };
  if (spec.outdoor.maxC < spec.outdoor.minC) outdoor.maxC.expected(`at least minC, which is ${spec.outdoor.minC}`);
  if (spec.sun.setS <= spec.sun.riseS) sun.set.expected('a time after rise');
  return spec;
}

export function readTariff(node: StrictNode): TariffSpec {
  const tariff = node.fields('currency', 'import', 'export');
  const importBands: PriceBand[] = tariff.import.items().map((item, i, all) => {
    const band = item.fields('from', 'pricePerKWh');
    const fromS = readTimeOfDay(band.from);
    if (i === 0 && fromS !== 0) band.from.expected('00:00 for the first band');
    if (i > 0 && fromS <= readTimeOfDay(all[i - 1]!.fields('from', 'pricePerKWh').from)) {
      band.from.expected('a time after the band before it');
    }
    return { fromS, pricePerWh: band.pricePerKWh.number(-100, 100, 'money a kWh') / 1000 };
  });
  return {
    currency: tariff.currency.text('EUR'),
    importBands: importBands.length > 0 ? importBands : [{ fromS: 0, pricePerWh: 0.0003 }],
    exportPricePerWh: tariff.export.number(-100, 100, 'money a kWh', 0.08) / 1000,
  };
}

export function readDevices(node: StrictNode, midnightS: number): readonly DeviceSpec[] {
  const items = node.items();
  if (items.length === 0) node.expected('at least one device');
  const names = new Set<string>();
  return items.map((item) => {
    const device = readDevice(item, midnightS);
    if (names.has(device.name)) item.fail(`expected a name of its own, got "${device.name}" a second time`);
    names.add(device.name);
    return device;
  });
}

function readDevice(node: StrictNode, midnightS: number): DeviceSpec {
  const kind = kindOf(node);
  switch (kind) {
    case 'thermostat': {
      const f = node.fields(
        ...COMMON_KEYS,
        ...(['setpointC', 'initialC', 'ratedW', 'cop', 'hysteresisK'] as const),
        ...(['heatLossWPerK', 'heatCapacityKWhPerK', 'internalGainW', 'solarGainW'] as const),
      );
      const setpointC = f.setpointC.number(10, 35, '°C', 24);
      return {
        ...readCommon(f, kind, midnightS),
        kind,
        setpointC,
        initialC: f.initialC.number(-20, 50, '°C', setpointC),
        ratedW: f.ratedW.number(100, 50_000, 'W', 3000),
        cop: f.cop.number(1, 10, '', 3.2),
        hysteresisK: f.hysteresisK.number(0.1, 5, 'K', 1),
        heatLossWPerK: f.heatLossWPerK.number(1, 5000, 'W/K', 190),
        heatCapacityWhPerK: f.heatCapacityKWhPerK.number(0.1, 100, 'kWh/K', 2.5) * 1000,
        internalGainW: f.internalGainW.number(0, 20_000, 'W', 500),
        solarGainW: f.solarGainW.number(0, 50_000, 'W', 2500),
      };
    }
    case 'water-heater': {
      const f = node.fields(
        ...COMMON_KEYS,
        ...(['setpointC', 'initialC', 'ratedW', 'litres'] as const),
        ...(['hysteresisK', 'heatLossWPerK', 'dailyLitres', 'coldWaterC'] as const),
      );
      const setpointC = f.setpointC.number(30, 90, '°C', 58);
      return {
        ...readCommon(f, kind, midnightS),
        kind,
        setpointC,
        initialC: f.initialC.number(5, 90, '°C', setpointC),
        ratedW: f.ratedW.number(100, 50_000, 'W', 3000),
        litres: f.litres.number(5, 5000, 'litres', 200),
        hysteresisK: f.hysteresisK.number(0.5, 20, 'K', 6),
        heatLossWPerK: f.heatLossWPerK.number(0, 100, 'W/K', 2),
        dailyLitres: f.dailyLitres.number(0, 10_000, 'litres', 180),
        coldWaterC: f.coldWaterC.number(0, 30, '°C', 16),
      };
    }
    case 'ev-charger': {
      const f = node.fields(
        ...COMMON_KEYS,
        ...(['ratedW', 'minimumW', 'batteryKWh', 'initialSoc', 'targetSoc'] as const),
        ...(['efficiency', 'arrives', 'leaves', 'tripKWh'] as const),
      );
      return {
        ...readCommon(f, kind, midnightS),
        kind,
        ratedW: f.ratedW.number(500, 350_000, 'W', 7400),
        minimumW: f.minimumW.number(0, 10_000, 'W', 1380),
        batteryWh: f.batteryKWh.number(1, 500, 'kWh', 58) * 1000,
        initialSoc: f.initialSoc.number(0, 1, '', 0.8),
        targetSoc: f.targetSoc.number(0, 1, '', 0.9),
        efficiency: f.efficiency.number(0.5, 1, '', 0.92),
        arrivesS: readTimeOfDay(f.arrives, 17.5 * HOUR_S),
        leavesS: readTimeOfDay(f.leaves, 7.5 * HOUR_S),
        tripWh: f.tripKWh.number(0, 500, 'kWh', 20) * 1000,
      };
    }
    case 'inverter': {
      const f = node.fields(
        ...COMMON_KEYS,
        ...(['ratedW', 'panelW', 'batteryKWh', 'batteryW', 'initialSoc', 'reserveSoc', 'efficiency'] as const),
      );
      return {
        ...readCommon(f, kind, midnightS),
        kind,
        ratedW: f.ratedW.number(100, 1_000_000, 'W', 5000),
        panelW: f.panelW.number(0, 1_000_000, 'W', 6000),
        batteryWh: f.batteryKWh.number(0, 10_000, 'kWh', 10) * 1000,
        batteryW: f.batteryW.number(0, 1_000_000, 'W', 4000),
        initialSoc: f.initialSoc.number(0, 1, '', 0.4),
        reserveSoc: f.reserveSoc.number(0, 0.9, '', 0.1),
        efficiency: f.efficiency.number(0.5, 1, '', 0.95),
      };
    }
    case 'meter':
      return { ...readCommon(node.fields(...COMMON_KEYS), kind, midnightS), kind };
  }
}

/** The kind decides which other keys are known, so it is looked at first, past all of them. */
function kindOf(node: StrictNode): DeviceKind {
  return node.peek('kind').oneOf(DEVICE_KINDS);
}

function readCommon(
  f: Readonly<Record<(typeof COMMON_KEYS)[number], StrictNode>>,
  kind: DeviceKind,
  midnightS: number,
): { name: string; optOut: readonly Span[] } {
  return { name: f.name.text(kind), optOut: f.optOut.items().map((item) => readSpan(item, midnightS)) };
}

function readSpan(node: StrictNode, midnightS: number): Span {
  const span = node.fields('from', 'until');
  const fromS = readMoment(span.from, midnightS);
  const untilS = readMoment(span.until, midnightS);
  if (untilS <= fromS) span.until.expected('a time after from');
  return { fromS, untilS };
}
