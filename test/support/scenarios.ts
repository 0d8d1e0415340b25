/** Small pieces that tests of a whole home share. */

import { type Program } from '../../stack/server/entry.js';
import { START_S, type VirtualHome } from './virtual-home.js';

/** An EndDeviceControl that raises a cooling set point by 2 °C. */
export const RAISE_2_C = Object.freeze({
  Offset: { coolingOffset: 20 },
  deviceCategory: '00000001',
  drProgramMandatory: false,
  loadShiftForward: false,
});

/** Registers a holder's device and gives it a demand response program. */
export function enrol(home: VirtualHome, name: string, primacy: number = 1): Program {
  const holder = home.holder(name);
  const { server } = home.utility;
  server.addEndDevice({ lfdi: holder.lfdi, sfdi: holder.sfdi, pin: holder.pin, ders: name === 'inverter' ? 1 : 0 });
  const program = server.addProgram({ kind: 'demand-response', primacy });
  server.assign(holder.lfdi, { programs: [program] });
  return program;
}

/** An mRID that a test can read: `mridOf('A1')`. */
export function mridOf(tag: string): string {
  return tag.repeat(32 / tag.length);
}

/** Adds a set point event. */
export function addOffsetEvent(
  home: VirtualHome,
  program: Program,
  tag: string,
  atS: number,
  durationS: number,
): string {
  return home.utility.server.addEvent(program, {
    startS: START_S + atS,
    durationS,
    mRID: mridOf(tag),
    control: RAISE_2_C,
    responseRequired: 7,
  });
}
