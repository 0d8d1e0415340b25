/** A device's event engine on one or more servers, with the choices that most tests share. */

import { EventEngine } from '../../stack/events/engine.js';
import { BOARD_LIMITS, type Limits } from '../../stack/core/limits.js';
import type { EventInput, EventState, ProgramInput, Transition } from '../../stack/events/types.js';

/** Modes by name, for readable tests. */
export const WATT = 1;
export const VAR = 2;
export const CONNECT = 4;
export const ALL_RESPONSES = 7;

export interface BenchOptions {
  readonly limits?: Limits;
  readonly supportedModes?: number;
  readonly exclusive?: boolean;
  readonly random?: () => number;
  readonly state?: EventState<string>;
}

export class EventBench {
  readonly engine: EventEngine<string>;
  readonly log: Transition[] = [];
  nextAt: number | undefined;

  constructor(options: BenchOptions = {}) {
    this.engine = new EventEngine<string>(
      {
        limits: options.limits ?? BOARD_LIMITS,
        supportedModes: options.supportedModes ?? WATT | VAR | CONNECT,
        exclusive: options.exclusive ?? false,
        random: options.random ?? (() => 0.5),
      },
      options.state,
    );
    this.engine.setClock('tm', 0);
  }

  program(programId: string, primacy: number, rest: Partial<ProgramInput<string>> = {}): this {
    this.engine.setProgram({ programId, serverId: 'utility', clockId: 'tm', primacy, ...rest });
    return this;
  }

  /** An event of program P, 100 s from 1000, that sets WATT and wants every response. */
  event(mRID: string, rest: Partial<EventInput<string>> = {}): this {
    this.engine.upsert(eventOf(mRID, rest));
    return this;
  }

  input(mRID: string, rest: Partial<EventInput<string>> = {}): EventInput<string> {
    return eventOf(mRID, rest);
  }

  /** Steps to `now`, through every change on the way as a device would. */
  to(now: number): this {
    while (this.nextAt !== undefined && this.nextAt < now) this.step(this.nextAt);
    return this.step(now);
  }

  step(now: number): this {
    const result = this.engine.step(now);
    this.log.push(...result.transitions);
    this.nextAt = result.nextAt;
    return this;
  }

  /** mRID of the event that controls a mode. */
  holder(mode: number): string | undefined {
    return this.engine.controllerOf(31 - Math.clz32(mode))?.mRID;
  }

  /** Statuses owed for an event, in order. */
  statuses(mRID: string): number[] {
    return this.engine.owed.filter((r) => r.mRID === mRID).map((r) => r.status);
  }

  /** `kind mRID @at` of every transition so far. */
  story(): string[] {
    return this.log.map((t) => `${t.kind} ${t.mRID} @${t.at}`);
  }
}

export function eventOf(mRID: string, rest: Partial<EventInput<string>> = {}): EventInput<string> {
  return {
    mRID,
    programId: 'P',
    creationTime: 500,
    start: 1000,
    duration: 100,
    randomizeStart: 0,
    randomizeDuration: 0,
    currentStatus: 0,
    statusTime: 500,
    modes: WATT,
    forThisDevice: true,
    valid: true,
    mandatory: false,
    responseRequired: ALL_RESPONSES,
    replyTo: '/rsps/0/rsp',
    payload: mRID,
    ...rest,
  };
}
