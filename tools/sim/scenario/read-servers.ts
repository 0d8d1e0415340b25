/** Servers, their programmes and events, and the faults, out of a scenario file. */

import { DEVICE_KINDS } from './read-devices.js';
import { type StrictNode } from './strict-node.js';
import { readDuration, readMoment } from './time-values.js';
import {
  type DerControls,
  type DeviceKind,
  type DeviceSpec,
  type DrlcControls,
  type EventPlan,
  type FaultSpec,
  type ProgramPlan,
  type ServerSpec,
} from './types.js';

const HOUR_S = 3600;
const DAY_S = 86400;
const MAX_DESCRIPTION = 32;

/** What the parts of a file refer to. */
export interface ReadContext {
  readonly midnightS: number;
  readonly startS: number;
  readonly devices: readonly DeviceSpec[];
}

export function readServers(node: StrictNode, context: ReadContext): readonly ServerSpec[] {
  const items = node.items();
  if (items.length === 0) node.expected('at least one server');
  const taken = new Set(context.devices.map((device) => device.name));
  return items.map((item) => {
    const f = item.fields('name', 'clockOffset', 'pollRate', 'devices', 'programs');
    const name = f.name.text('utility');
    if (taken.has(name)) f.name.fail(`expected a name of its own, got "${name}" a second time`);
    taken.add(name);
    const devices = readNames(
      f.devices,
      context.devices.map((device) => device.name),
    );
    return {
      name,
      clockOffsetS: readDuration(f.clockOffset, -366 * DAY_S, 366 * DAY_S, 0),
      pollRateS: readDuration(f.pollRate, 1, DAY_S, 300),
      devices,
      programs: f.programs.items().map((program) => readProgram(program, context, devices)),
    };
  });
}

function readProgram(node: StrictNode, context: ReadContext, registered: readonly string[]): ProgramPlan {
  const f = node.fields('kind', 'name', 'mRID', 'primacy', 'devices', 'default', 'events');
  const kind = f.kind.oneOf(['drlc', 'der']);
  if (kind === 'drlc' && f.default.exists()) f.default.fail('only a program of kind der has a default control');
  const ofKind = context.devices.filter((d) => registered.includes(d.name) && suits(d.kind, kind)).map((d) => d.name);
  return {
    kind,
    name: readDescription(f.name),
    mRID: readMRID(f.mRID),
    primacy: f.primacy.integer(0, 255, '', 1),
    devices: f.devices.exists() ? readNames(f.devices, registered) : ofKind,
    defaultControl: f.default.exists() ? readDer(f.default) : undefined,
    events: f.events.items().map((event) => readEvent(event, context, kind)),
  };
}

/** Loads follow demand response, inverters follow DER control; a meter follows neither. */
function suits(device: DeviceKind, program: 'drlc' | 'der'): boolean {
  return device === 'inverter' ? program === 'der' : device !== 'meter' && program === 'drlc';
}

function readEvent(node: StrictNode, context: ReadContext, kind: 'drlc' | 'der'): EventPlan {
  const f = node.fields(
    ...(['name', 'mRID', 'at', 'duration', 'publish', 'randomizeStart', 'randomizeDuration'] as const),
    ...(['cancelAt', 'cancelRandomized', 'responseRequired', 'for', 'control'] as const),
  );
  if (!f.control.exists()) f.control.expected('what the event controls');
  const startS = readMoment(f.at, context.midnightS);
  const publishS = f.publish.exists() ? readMoment(f.publish, context.midnightS) : context.startS;
  const cancelS = f.cancelAt.exists() ? readMoment(f.cancelAt, context.midnightS) : undefined;
  if (cancelS !== undefined && cancelS <= publishS) f.cancelAt.expected('a time after the event is published');
  return {
    name: readDescription(f.name),
    mRID: readMRID(f.mRID),
    startS,
    durationS: readDuration(f.duration, 1, 366 * DAY_S),
    publishS,
    randomizeStartS: readDuration(f.randomizeStart, -HOUR_S, HOUR_S, 0),
    randomizeDurationS: readDuration(f.randomizeDuration, -HOUR_S, HOUR_S, 0),
    cancelS,
    cancelRandomized: f.cancelRandomized.boolean(false),
    responseRequired: f.responseRequired.integer(0, 7, '', 7),
    categories: f.for.items().map((item) => item.oneOf(DEVICE_KINDS)),
    drlc: kind === 'drlc' ? readDrlc(f.control) : undefined,
    der: kind === 'der' ? readDer(f.control) : undefined,
  };
}

function readDrlc(node: StrictNode): DrlcControls {
  const f = node.fields(
    ...(['coolingSetpointC', 'heatingSetpointC', 'coolingOffsetK', 'heatingOffsetK'] as const),
    ...(['loadReductionPercent', 'dutyCyclePercent', 'targetReductionW', 'applianceReduction'] as const),
  );
  return dropAbsent({
    coolingSetpointC: f.coolingSetpointC.exists() ? f.coolingSetpointC.number(-50, 100, '°C') : undefined,
    heatingSetpointC: f.heatingSetpointC.exists() ? f.heatingSetpointC.number(-50, 100, '°C') : undefined,
    coolingOffsetK: f.coolingOffsetK.exists() ? f.coolingOffsetK.number(0, 25.5, 'K') : undefined,
    heatingOffsetK: f.heatingOffsetK.exists() ? f.heatingOffsetK.number(0, 25.5, 'K') : undefined,
    loadReductionPercent: readPercent(f.loadReductionPercent, 0),
    dutyCyclePercent: readPercent(f.dutyCyclePercent, 0),
    targetReductionW: f.targetReductionW.exists() ? f.targetReductionW.integer(0, 65535, 'W') : undefined,
    applianceReduction: f.applianceReduction.exists() ? f.applianceReduction.oneOf(['delay', 'temporary']) : undefined,
  });
}

function readDer(node: StrictNode): DerControls {
  const f = node.fields('connect', 'energize', 'maxPercent', 'fixedPercent', 'targetW');
  return dropAbsent({
    connect: f.connect.exists() ? f.connect.boolean() : undefined,
    energize: f.energize.exists() ? f.energize.boolean() : undefined,
    maxPercent: readPercent(f.maxPercent, 0),
    fixedPercent: readPercent(f.fixedPercent, -100),
    targetW: f.targetW.exists() ? f.targetW.integer(-1_000_000, 1_000_000, 'W') : undefined,
  });
}

function readPercent(node: StrictNode, least: number): number | undefined {
  return node.exists() ? node.number(least, 100, '%') : undefined;
}

export function readFaults(node: StrictNode, context: ReadContext, servers: readonly ServerSpec[]): FaultSpec[] {
  const serverNames = servers.map((server) => server.name);
  const nodeNames = [...context.devices.map((device) => device.name), ...serverNames];
  return node.items().map((item): FaultSpec => {
    const kind = item.peek('kind').oneOf(['partition', 'link-down', 'server-restart', 'clock-step', 'loss']);
    const extra = kind === 'clock-step' ? (['step'] as const) : kind === 'loss' ? (['share'] as const) : [];
    const f = item.fields('kind', 'at', 'for', 'target', ...extra);
    const onServer = kind === 'server-restart' || kind === 'clock-step';
    if (!f.target.exists()) f.target.expected('a list of names');
    const common = {
      atS: readMoment(f.at, context.midnightS),
      forS: kind === 'clock-step' ? 0 : readDuration(f.for, 1, 366 * DAY_S),
      targets: readNames(f.target, onServer ? serverNames : nodeNames),
    };
    if (kind === 'clock-step') return { kind, ...common, stepS: readDuration(item.peek('step'), -DAY_S, DAY_S) };
    if (kind === 'loss') return { kind, ...common, share: item.peek('share').number(0, 1, '') };
    return { kind, ...common };
  });
}

function readNames(node: StrictNode, known: readonly string[]): readonly string[] {
  return node.exists() ? node.items().map((item) => item.oneOf(known)) : known;
}

function readDescription(node: StrictNode): string {
  const text = node.text();
  if (text.length > MAX_DESCRIPTION) node.expected(`at most ${MAX_DESCRIPTION} characters`);
  return text;
}

function readMRID(node: StrictNode): string | undefined {
  if (!node.exists()) return undefined;
  const text = node.word('32 hexadecimal digits');
  if (!/^[0-9A-Fa-f]{32}$/.test(text)) node.expected('32 hexadecimal digits');
  return text.toUpperCase();
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function dropAbsent<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
