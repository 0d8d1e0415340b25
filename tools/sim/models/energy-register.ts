/** Two registers that only grow: energy drawn and energy given. */

export interface EnergyRegister {
  /** Wh drawn and given since installation. */
  readonly inWh: number;
  readonly outWh: number;
}

export const NEW_REGISTER: EnergyRegister = Object.freeze({ inWh: 0, outWh: 0 });

/** The registers after `powerW` flowed for `dtS`: positive is drawn, negative is given. */
export function stepRegister(register: EnergyRegister, dtS: number, powerW: number): EnergyRegister {
  const energyWh = (powerW * dtS) / 3600;
  if (energyWh >= 0) return { inWh: register.inWh + energyWh, outWh: register.outWh };
  return { inWh: register.inWh, outWh: register.outWh - energyWh };
}
