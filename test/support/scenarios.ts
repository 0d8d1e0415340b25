/** Small pieces that tests of a whole home share. */

import { type DERControlBase } from '../../stack/model/2018/types.gen.js';
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

/** Poll rates of a minute, so that a test need not wait for what it changes. */
export const MINUTE_POLLS = Object.freeze({
  DeviceCapability: 60,
  Time: 60,
  EndDeviceList: 60,
  FunctionSetAssignmentsList: 60,
  DemandResponseProgramList: 60,
  DERProgramList: 60,
  DERList: 60,
  MirrorUsagePointList: 60,
});

/** Registers the holder `inverter` with one DER and gives it DER programs of these primacies, each in its own assignment. */
export function enrolInverter(home: VirtualHome, ...primacies: readonly number[]): Program[] {
  const { server } = home.utility;
  const { lfdi, sfdi, pin } = home.holder('inverter');
  server.addEndDevice({ lfdi, sfdi, pin, ders: 1 });
  return primacies.map((primacy) => {
    const program = server.addProgram({ kind: 'der', primacy });
    server.assign(lfdi, { programs: [program] });
    return program;
  });
}

/** Adds a DERControl that asks for all responses. */
export function addDerEvent(
  home: VirtualHome,
  program: Program,
  tag: string,
  atS: number,
  durationS: number,
  base: DERControlBase,
): string {
  return home.utility.server.addEvent(program, {
    startS: START_S + atS,
    durationS,
    mRID: mridOf(tag),
    control: { DERControlBase: base },
    responseRequired: 7,
  });
}

/** What the server was told of an event, in order of time. */
export function statusesOf(home: VirtualHome, program: Program, tag: string): number[] {
  return home.utility.server
    .responses(program)
    .map((entry) => entry.fields as { subject: string; status: number; createdDateTime: number })
    .filter((fields) => fields.subject === mridOf(tag))
    .sort((a, b) => a.createdDateTime - b.createdDateTime || a.status - b.status)
    .map((fields) => fields.status);
}
