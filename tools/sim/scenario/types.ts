/** A day to simulate, as its file says and with every default filled in. Powers in W, energies in Wh, times in s. */

/** Half-hourly shapes of a household's base load. */
export type LoadShape = 'steady' | 'daytime' | 'evening-peak' | 'twin-peaks' | 'night';

export type DeviceKind = 'thermostat' | 'water-heater' | 'ev-charger' | 'inverter' | 'meter';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** The only source of chance: 0 to 2⁵³−1. */
  readonly seed: number;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly startS: number;
  readonly durationS: number;
  /** How often the report's curves are sampled, s. */
  readonly stepS: number;
  /** Local time minus UTC, s; east is positive. Daylight saving is in it. */
  readonly utcOffsetS: number;
  readonly network: NetworkSpec;
  readonly home: HomeSpec;
  readonly tariff: TariffSpec;
  readonly devices: readonly DeviceSpec[];
  readonly servers: readonly ServerSpec[];
  readonly faults: readonly FaultSpec[];
}

export interface NetworkSpec {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Share of packets, 0 to 1; likewise the others. */
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
}

export interface HomeSpec {
  readonly shape: LoadShape;
  /** Base load of a day, without the devices below, Wh. */
  readonly dailyWh: number;
  readonly outdoor: OutdoorSpec;
  readonly sun: SunSpec;
}

/** A sine between the coolest and the warmest moment of the day. */
export interface OutdoorSpec {
  readonly minC: number;
  readonly maxC: number;
  /** Local time of the warmest moment, s after midnight. */
  readonly warmestS: number;
}

export interface SunSpec {
  /** Local times, s after midnight. */
  readonly riseS: number;
  readonly setS: number;
  /** How much passing clouds take away, 0 (clear) to 1. */
  readonly clouds: number;
}

export interface TariffSpec {
  /** ISO 4217 code, for display. */
  readonly currency: string;
  /** Price of energy drawn, a Wh, from each local time on; in order, the first at 0. */
  readonly importBands: readonly PriceBand[];
  /** What is paid for energy given, a Wh. */
  readonly exportPricePerWh: number;
}

export interface PriceBand {
  /** Local time, s after midnight. */
  readonly fromS: number;
  readonly pricePerWh: number;
}

/** A stretch of time, half-open. */
export interface Span {
  readonly fromS: number;
  readonly untilS: number;
}

interface DeviceCommon {
  readonly name: string;
  /** When the owner refuses events. */
  readonly optOut: readonly Span[];
}

export interface ThermostatSpec extends DeviceCommon {
  readonly kind: 'thermostat';
  readonly setpointC: number;
  readonly initialC: number;
  /** Electrical power of the air conditioner, W. */
  readonly ratedW: number;
  /** Heat moved per electrical energy, at 35 °C outdoors. */
  readonly cop: number;
  /** The regulator keeps the set point within half of this, K. */
  readonly hysteresisK: number;
  readonly heatLossWPerK: number;
  readonly heatCapacityWhPerK: number;
  /** Heat of people and appliances, W. */
  readonly internalGainW: number;
  /** Heat that full sun brings in, W. */
  readonly solarGainW: number;
}

export interface WaterHeaterSpec extends DeviceCommon {
  readonly kind: 'water-heater';
  readonly setpointC: number;
  readonly initialC: number;
  readonly ratedW: number;
  readonly litres: number;
  readonly hysteresisK: number;
  readonly heatLossWPerK: number;
  /** Hot water drawn a day, litres. */
  readonly dailyLitres: number;
  readonly coldWaterC: number;
}

export interface EvChargerSpec extends DeviceCommon {
  readonly kind: 'ev-charger';
  readonly ratedW: number;
  /** Below this a charger must pause: 6 A. W. */
  readonly minimumW: number;
  readonly batteryWh: number;
  readonly initialSoc: number;
  readonly targetSoc: number;
  /** Energy stored per energy drawn, 0 to 1. */
  readonly efficiency: number;
  /** Local times at which the vehicle comes and goes, s after midnight. */
  readonly arrivesS: number;
  readonly leavesS: number;
  /** Energy that each trip takes, Wh. */
  readonly tripWh: number;
}

export interface InverterSpec extends DeviceCommon {
  readonly kind: 'inverter';
  /** AC rating, W. */
  readonly ratedW: number;
  /** Nameplate of the panels, W. */
  readonly panelW: number;
  readonly batteryWh: number;
  readonly batteryW: number;
  readonly initialSoc: number;
  /** Share of the battery that is never discharged. */
  readonly reserveSoc: number;
  /** Energy kept each way, 0 to 1. */
  readonly efficiency: number;
}

export interface MeterSpec extends DeviceCommon {
  readonly kind: 'meter';
}

export type DeviceSpec = ThermostatSpec | WaterHeaterSpec | EvChargerSpec | InverterSpec | MeterSpec;

export interface ServerSpec {
  readonly name: string;
  /** How wrong the server's clock is against the simulated world's, s. */
  readonly clockOffsetS: number;
  /** How often devices are asked to poll, s. */
  readonly pollRateS: number;
  /** Names of the devices that are registered; all where the file does not say. */
  readonly devices: readonly string[];
  readonly programs: readonly ProgramPlan[];
}

export interface ProgramPlan {
  readonly kind: 'drlc' | 'der';
  readonly name: string;
  readonly mRID: string | undefined;
  /** 0 to 255, lower wins. */
  readonly primacy: number;
  /** Names of the devices that it is assigned to, a subset of the server's. */
  readonly devices: readonly string[];
  /** What a DER does while no event is active. */
  readonly defaultControl: DerControls | undefined;
  readonly events: readonly EventPlan[];
}

export interface EventPlan {
  readonly name: string;
  readonly mRID: string | undefined;
  /** When it begins, by a clock that is right, seconds since the epoch. */
  readonly startS: number;
  readonly durationS: number;
  /** When the server publishes it. */
  readonly publishS: number;
  /** −3600 to 3600, s. */
  readonly randomizeStartS: number;
  readonly randomizeDurationS: number;
  /** When it is cancelled, if it is. */
  readonly cancelS: number | undefined;
  readonly cancelRandomized: boolean;
  /** Bits: 1 received, 2 event specific, 4 end user. */
  readonly responseRequired: number;
  /** Kinds of device that it is for; empty: all. */
  readonly categories: readonly DeviceKind[];
  /** `drlc` for a program of that kind, `der` for the other. */
  readonly drlc: DrlcControls | undefined;
  readonly der: DerControls | undefined;
}

export interface DrlcControls {
  readonly coolingSetpointC?: number;
  readonly heatingSetpointC?: number;
  /** K above the owner's set point. */
  readonly coolingOffsetK?: number;
  /** K below the owner's set point. */
  readonly heatingOffsetK?: number;
  /** Per cent of the rating by which the load is lowered. */
  readonly loadReductionPercent?: number;
  /** Per cent of time in which the load may run. */
  readonly dutyCyclePercent?: number;
  readonly targetReductionW?: number;
  readonly applianceReduction?: 'delay' | 'temporary';
}

export interface DerControls {
  readonly connect?: boolean;
  readonly energize?: boolean;
  /** Most active power, per cent of the rating (opModMaxLimW). */
  readonly maxPercent?: number;
  /** Active power, per cent of the rating; negative draws (opModFixedW). */
  readonly fixedPercent?: number;
  /** Active power, W; negative draws (opModTargetW). */
  readonly targetW?: number;
}

export type FaultSpec =
  /** The nodes named reach each other and nobody else. */
  | { readonly kind: 'partition'; readonly atS: number; readonly forS: number; readonly targets: readonly string[] }
  | { readonly kind: 'link-down'; readonly atS: number; readonly forS: number; readonly targets: readonly string[] }
  /** The server loses power for `forS`; what it published is kept. */
  | {
      readonly kind: 'server-restart';
      readonly atS: number;
      readonly forS: number;
      readonly targets: readonly string[];
    }
  /** The clock of a server jumps; of `forS` only 0 makes sense. */
  | {
      readonly kind: 'clock-step';
      readonly atS: number;
      readonly forS: number;
      readonly targets: readonly string[];
      readonly stepS: number;
    }
  /** More packets are lost. */
  | {
      readonly kind: 'loss';
      readonly atS: number;
      readonly forS: number;
      readonly targets: readonly string[];
      readonly share: number;
    };
