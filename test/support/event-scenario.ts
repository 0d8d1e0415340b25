/** Random scenarios for the event engine, and a machine that plays one in different ways. */

import fc from 'fast-check';
import { HOST_LIMITS, type Limits } from '../../stack/core/limits.js';
import { EventEngine } from '../../stack/events/engine.js';
import type { EventInput, EventState, OwedResponse, Transition } from '../../stack/events/types.js';
import { eventOf } from './event-bench.js';

export const MODES = 3;
export const HORIZON = 700;

export interface ScenarioEvent {
  readonly input: EventInput<string>;
  /** When it is first listed. */
  readonly listedAt: number;
}

export type Happening =
  | { readonly at: number; readonly kind: 'cancel'; readonly index: number; readonly status: number }
  | { readonly at: number; readonly kind: 'optOut' | 'optIn' | 'override' | 'withdraw'; readonly index: number }
  | { readonly at: number; readonly kind: 'primacy'; readonly index: number; readonly primacy: number };

export interface Scenario {
  /** Primacy by program; program i belongs to server and clock i mod 2. */
  readonly primacies: readonly number[];
  readonly events: readonly ScenarioEvent[];
  readonly happenings: readonly Happening[];
  /** How far clock 1 is ahead of clock 0. */
  readonly skew: number;
  readonly seed: number;
}

export interface ScenarioOptions {
  readonly randomised: boolean;
  readonly happenings: boolean;
}

const at = fc.integer({ min: 60, max: 400 });

function eventArbitrary(randomised: boolean): fc.Arbitrary<Partial<EventInput<string>> & { listedAt: number }> {
  const bound = randomised ? fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 60 })) : fc.constant(0);
  return fc.record({
    // A coarse grid, so that touching events and equal starts are common.
    start: fc.integer({ min: 2, max: 10 }).map((n) => n * 40),
    duration: fc.oneof(fc.constantFrom(40, 80, 120), fc.integer({ min: 1, max: 150 })),
    creationTime: fc.integer({ min: 1, max: 4 }),
    modes: fc.integer({ min: 1, max: 2 ** MODES - 1 }),
    randomizeStart: bound,
    randomizeDuration: bound,
    programId: fc.constantFrom('P0', 'P1', 'P2'),
    overrideDuration: fc.integer({ min: 0, max: 60 }),
    mandatory: fc.boolean(),
    listedAt: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
  });
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    at,
    kind: fc.constant('cancel' as const),
    index: fc.nat(4),
    status: fc.constantFrom(2, 3, 4),
  }),
  fc.record({ at, kind: fc.constantFrom('optOut', 'optIn', 'override', 'withdraw'), index: fc.nat(4) }),
  fc.record({ at, kind: fc.constant('primacy' as const), index: fc.nat(2), primacy: fc.integer({ min: 0, max: 3 }) }),
) as fc.Arbitrary<Happening>;

export function scenarioArbitrary(options: ScenarioOptions): fc.Arbitrary<Scenario> {
  return fc
    .record({
      primacies: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      events: fc.array(eventArbitrary(options.randomised), { minLength: 1, maxLength: 10 }),
      happenings: options.happenings ? fc.array(happening, { maxLength: 6 }) : fc.constant([]),
      skew: fc.constantFrom(0, 0, 1000),
      seed: fc.integer({ min: 1, max: 0x7fffffff }),
    })
    .map((raw) => ({
      ...raw,
      events: raw.events.map(({ listedAt, ...rest }, index) => {
        const skew = rest.programId === 'P1' ? raw.skew : 0;
        return { listedAt, input: eventOf('E' + index, { ...rest, start: rest.start! + skew }) };
      }),
    }));
}

export interface PlayOptions {
  /** Step every second rather than when due. */
  readonly everySecond?: boolean;
  /** Bring the events of a poll in the opposite order. */
  readonly reversed?: boolean;
  /** Poll again every so many seconds; 0: only when something is new. */
  readonly repoll?: number;
  /** Restart, through a serialised state, at this time. */
  readonly restartAt?: number;
  readonly limits?: Limits;
  /** Called after every second. */
  readonly watch?: (engine: EventEngine<string>, now: number) => void;
}

export interface Played {
  readonly transitions: readonly Transition[];
  readonly owed: readonly OwedResponse[];
  /** By second and mode: who controls it. */
  readonly control: readonly (readonly (string | undefined)[])[];
}

/** Plays a scenario from second 0 to {@link HORIZON}. */
export function play(scenario: Scenario, options: PlayOptions = {}): Played {
  const random = uniform(scenario.seed);
  const primacies = [...scenario.primacies];
  let engine = start(scenario, primacies, random, options.limits);
  const transitions: Transition[] = [];
  const control: (string | undefined)[][] = [];
  const status = new Map<string, { currentStatus: number; statusTime: number }>();
  const gone = new Set<string>();
  let due: number | undefined;
  for (let now = 0; now <= HORIZON; now++) {
    if (now === options.restartAt) {
      const state = JSON.parse(JSON.stringify(engine.state)) as EventState<string>;
      engine = start(scenario, primacies, random, options.limits, state);
    }
    let news = now === 0;
    for (const event of scenario.events) if (event.listedAt === now) news = true;
    for (const one of scenario.happenings) if (one.at === now) news = true;
    for (const one of scenario.happenings) {
      if (one.at !== now) continue;
      if (one.kind === 'primacy') {
        primacies[one.index] = one.primacy;
        setPrograms(engine, primacies);
        continue;
      }
      const mRID = 'E' + one.index;
      if (one.kind === 'cancel') {
        const skew = scenario.events[one.index]?.input.programId === 'P1' ? scenario.skew : 0;
        if (!status.has(mRID)) status.set(mRID, { currentStatus: one.status, statusTime: now + skew });
      } else if (one.kind === 'withdraw') gone.add(mRID);
      else engine[one.kind](mRID);
    }
    const repolled = options.repoll !== undefined && now % options.repoll === 0;
    if (news || repolled) poll(engine, scenario, now, status, gone, options.reversed === true);
    if (news || repolled || options.everySecond === true || due === now || now === options.restartAt) {
      const result = engine.step(now);
      transitions.push(...result.transitions);
      due = result.nextAt;
      if (due !== undefined && !(due > now)) throw new Error(`nextAt ${due} is not after ${now}`);
    }
    const row: (string | undefined)[] = [];
    for (let mode = 0; mode < MODES; mode++) row.push(engine.controllerOf(mode)?.mRID);
    control.push(row);
    options.watch?.(engine, now);
  }
  return { transitions, owed: [...engine.owed], control };
}

function start(
  scenario: Scenario,
  primacies: readonly number[],
  random: () => number,
  limits: Limits | undefined,
  state?: EventState<string>,
): EventEngine<string> {
  const options = { limits: limits ?? HOST_LIMITS, supportedModes: 2 ** MODES - 1, random };
  const engine = new EventEngine<string>(options, state);
  engine.setClock('tm0', 0);
  engine.setClock('tm1', scenario.skew);
  if (state === undefined) setPrograms(engine, primacies);
  return engine;
}

function setPrograms(engine: EventEngine<string>, primacies: readonly number[]): void {
  primacies.forEach((primacy, i) => {
    engine.setProgram({ programId: 'P' + i, serverId: 'S' + (i % 2), clockId: 'tm' + (i % 2), primacy });
  });
}

function poll(
  engine: EventEngine<string>,
  scenario: Scenario,
  now: number,
  status: Map<string, { currentStatus: number; statusTime: number }>,
  gone: Set<string>,
  reversed: boolean,
): void {
  const listed = scenario.events.filter((e) => e.listedAt <= now && !gone.has(e.input.mRID));
  if (reversed) listed.reverse();
  for (const { input } of listed) engine.upsert({ ...input, ...status.get(input.mRID) });
  for (const programId of ['P0', 'P1', 'P2']) {
    engine.retainOnly(
      programId,
      listed.filter((e) => e.input.programId === programId).map((e) => e.input.mRID),
    );
  }
}

/** A small repeatable source in [0, 1). */
function uniform(seed: number): () => number {
  let x = seed >>> 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x / 0x100000000;
  };
}
