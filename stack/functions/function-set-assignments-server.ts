/**
 * FunctionSetAssignments, server half (IEEE 2030.5-2018): which programs a device follows. Assigning a program makes the
 * device a member of its group, and so lets it see the program and all that is below.
 */

import { type Program } from './program-server.js';
import { audienceOfDevice } from './resource-tree.js';
import { makeMRID, putList, type ServerHost } from './server-host.js';
import { TIME_PATH } from './time-server.js';

/** An assignment to make. */
export interface AssignmentSpec {
  readonly mRID?: string;
  readonly description?: string;
  readonly programs: readonly Program[];
}

/** Path segment and link of each kind of program list in an assignment. */
const LISTS = Object.freeze({
  DemandResponseProgram: { kind: 'DemandResponseProgramList', segment: 'dr', link: 'DemandResponseProgramListLink' },
  DERProgram: { kind: 'DERProgramList', segment: 'derp', link: 'DERProgramListLink' },
} as const);

/**
 * Gives a device a function set assignment and returns its path.
 *
 * @throws RangeError where the LFDI is not registered.
 */
export function assignPrograms(host: ServerHost, lfdi: string, spec: AssignmentSpec): string {
  const device = host.access.pathOf(lfdi);
  if (device === undefined) throw new RangeError('lfdi: expected one that is registered, got ' + lfdi);
  const list = device + '/fsa';
  const own = audienceOfDevice(lfdi);
  const path = list + '/' + host.tree.nextId(list);
  const fields: Record<string, unknown> = {
    href: path,
    subscribable: 0,
    ResponseSetListLink: { href: '/rsps' },
    TimeLink: { href: TIME_PATH },
    mRID: spec.mRID ?? makeMRID(host),
    version: 0,
  };
  if (spec.description !== undefined) fields['description'] = spec.description;
  host.tree.put(path, 'FunctionSetAssignments', own, {});
  for (let i = 0; i < spec.programs.length; i++) {
    const program = spec.programs[i]!;
    const { kind, segment, link } = LISTS[program.shape.kind as keyof typeof LISTS];
    const programs = path + '/' + segment;
    if (host.tree.get(programs) === undefined) putList(host, programs, kind, own);
    fields[link] = { href: programs };
    host.access.join(lfdi, program.home.group);
    host.tree.place(programs, program.path);
    associate(host, device, program, true);
  }
  host.tree.put(path, 'FunctionSetAssignments', own, fields);
  host.tree.place(list, path);
  return path;
}

/** Takes a device out of a program: out of each of its assignments, and out of sight (MAINT-003). */
export function withdrawProgram(host: ServerHost, lfdi: string, program: Program): void {
  const device = host.access.pathOf(lfdi);
  if (device === undefined) return;
  const { segment } = LISTS[program.shape.kind as keyof typeof LISTS];
  const assignments = host.tree.page(device + '/fsa', undefined, { start: 0, limit: 255, after: undefined });
  for (let i = 0; i < assignments.length; i++) {
    const programs = assignments[i]!.path + '/' + segment;
    if (host.tree.get(programs) !== undefined) host.tree.withdraw(programs, program.path);
  }
  associate(host, device, program, false);
  host.access.leave(lfdi, program.home.group);
}

/** Lists a DER program at each DER of the device, or takes it off. */
function associate(host: ServerHost, device: string, program: Program, isMember: boolean): void {
  if (program.shape.kind !== 'DERProgram' || host.tree.get(device + '/der') === undefined) return;
  const ders = host.tree.page(device + '/der', undefined, { start: 0, limit: 255, after: undefined });
  for (let i = 0; i < ders.length; i++) {
    if (isMember) host.tree.place(ders[i]!.path + '/derp', program.path);
    else host.tree.withdraw(ders[i]!.path + '/derp', program.path);
  }
}
