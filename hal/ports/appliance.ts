/**
 * What an appliance's program may switch and read. A board answers with pins and converters, the simulator with a
 * physical model; the program cannot tell which.
 */

/** A switched or dimmed load. */
export interface LoadPort {
  /** Share of the rated power that the load may draw, 0 (off) to 1 (unrestricted). */
  setLimit(share: number): void;
}

/** Instantaneous and accumulated electrical quantities at the appliance's terminals. */
export interface MeterPort {
  /** Active power, W; positive is drawn from the premises, negative is given. */
  activePowerW(): number;
  /** Reactive power, var; positive is inductive. */
  reactivePowerVar(): number;
  /** Volts. */
  voltageV(): number;
  /** Energy drawn since installation, Wh, never falling. */
  energyInWh(): number;
  /** Energy given since installation, Wh, never falling. */
  energyOutWh(): number;
}

/** A temperature in the appliance's medium (air or water), °C. */
export interface ThermometerPort {
  temperatureC(): number;
}

/** The set point that the appliance's own regulator keeps, °C. */
export interface SetpointPort {
  /** What the owner chose. */
  ownerSetpointC(): number;
  /** What the regulator keeps from now on. */
  setSetpointC(celsius: number): void;
}

/** A battery or a vehicle. */
export interface StoragePort {
  /** State of charge, 0 to 1. */
  stateOfCharge(): number;
  /** Whether it is there: a vehicle may be away. */
  present(): boolean;
}

/** An inverter's set point. */
export interface InverterPort {
  /** Most active power that may be given, W. */
  setExportLimitW(watts: number): void;
  /** What the storage behind it should do, W: positive charges, negative discharges; `undefined` for its own choice. */
  setStorageTargetW(watts: number | undefined): void;
  setConnected(connected: boolean): void;
}

/** What the owner may do at the appliance. */
export interface OwnerPort {
  /** True while the owner refuses the programme's events. */
  optedOut(): boolean;
}

/** A line of text for the owner. */
export interface DisplayPort {
  show(text: string): void;
}
