/** DER programs, server half: controls, the default control and curves (IEEE 2030.5-2018 DER). */

import { checkInteger } from './event-spec.js';
import { type Program, type ProgramShape } from './program-server.js';
import { REGISTERED } from './resource-tree.js';
import { makeMRID, putList, type ServerHost } from './server-host.js';

export const DER_PROGRAM: ProgramShape = Object.freeze({
  root: '/derp',
  listKind: 'DERProgramList',
  kind: 'DERProgram',
  family: 'DERControl',
  eventListKind: 'DERControlList',
  eventSegment: 'derc',
  eventListLink: 'DERControlListLink',
  activeListKind: 'ActiveDERControlList',
  activeSegment: 'actderc',
  activeListLink: 'ActiveDERControlListLink',
  eventDefaults: {},
  furnish: furnishProgram,
} as const);

/** Makes the list of all programs, of which a device sees those that it is assigned to. */
export function serveDerPrograms(host: ServerHost): void {
  putList(host, DER_PROGRAM.root, DER_PROGRAM.listKind, REGISTERED);
}

function furnishProgram(host: ServerHost, path: string, audience: string): object {
  putList(host, path + '/dc', 'DERCurveList', audience);
  return { DERCurveListLink: { href: path + '/dc' } };
}

/** What holds while no event does: a DERControlBase and the settings that only a default control has. */
export interface DefaultControlSpec {
  readonly DERControlBase: object;
  /** Hundredths of a percent of setMaxW a second, 0–65535; likewise the soft-start ramp. */
  readonly setGradW?: number;
  readonly setSoftGradW?: number;
  readonly setESDelay?: number;
  readonly setESHighFreq?: number;
  readonly setESHighVolt?: number;
  readonly setESLowFreq?: number;
  readonly setESLowVolt?: number;
  readonly setESRampTms?: number;
  readonly setESRandomDelay?: number;
  readonly description?: string;
}

/**
 * Sets the default control of a DER program; a second time, its version grows and its mRID stays.
 *
 * @throws TypeError where the program is of another kind.
 */
export function setDefaultControl(host: ServerHost, program: Program, spec: DefaultControlSpec): string {
  checkDerProgram(program);
  const { tree } = host;
  const path = program.path + '/dderc';
  const known = tree.get(path)?.fields as { mRID: string; version: number } | undefined;
  const mRID = known?.mRID ?? makeMRID(host);
  const version = known === undefined ? 0 : known.version + 1;
  const control = { href: path, mRID, version, subscribable: 0, ...spec };
  host.check('DefaultDERControl', control);
  tree.put(path, 'DefaultDERControl', program.home.audience, control);
  const entry = tree.get(program.path)!;
  const fields = { ...entry.fields, DefaultDERControlLink: { href: path } };
  if (known === undefined) tree.put(program.path, entry.kind, entry.audience, fields);
  return path;
}

/** A curve to publish: fields of DERCurve without what the server gives (`href`, `mRID`, `creationTime`). */
export interface CurveSpec {
  /** 0 frequency-watt … 14 watt-var. */
  readonly curveType: number;
  /** 1–10 points. */
  readonly CurveData: readonly { readonly xvalue: number; readonly yvalue: number; readonly excitation?: boolean }[];
  /** Powers of ten, −9–9. */
  readonly xMultiplier: number;
  readonly yMultiplier: number;
  readonly yRefType: number;
  readonly description?: string;
  readonly openLoopTms?: number;
  readonly rampDecTms?: number;
  readonly rampIncTms?: number;
  readonly rampPT1Tms?: number;
  readonly vRef?: number;
  readonly autonomousVRefEnable?: boolean;
  readonly autonomousVRefTimeConstant?: number;
}

/** Publishes a curve and returns its path, which an event's `opMod…` links to. @throws RangeError, TypeError. */
export function addCurve(host: ServerHost, program: Program, spec: CurveSpec, nowS: number): string {
  checkDerProgram(program);
  checkInteger('curveType', spec.curveType, 0, 14);
  checkInteger('CurveData.length', spec.CurveData.length, 1, 10);
  const list = program.path + '/dc';
  const path = list + '/' + host.tree.nextId(list);
  const own = { href: path, mRID: makeMRID(host), version: 0, creationTime: Math.floor(nowS) };
  host.check('DERCurve', { ...own, ...spec });
  host.tree.put(path, 'DERCurve', program.home.audience, { ...own, ...spec });
  host.tree.place(list, path);
  return path;
}

function checkDerProgram(program: Program): void {
  if (program.shape.kind !== 'DERProgram') {
    throw new TypeError('program: expected a DERProgram, got a ' + program.shape.kind + ' at ' + program.path);
  }
}
