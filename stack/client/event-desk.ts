/**
 * Joins one event engine to the device: what followers read goes in, the engine is stepped when it says so, and what it
 * decides goes to the appliance, the log and the responder.
 */

import { type Limits } from '../core/limits.js';
import { EventEngine } from '../events/engine.js';
import { randomFromEntropy } from '../events/randomise.js';
import { type ModeSet } from '../events/mode-set.js';
import {
  type EventInput,
  type EventState,
  type ProgramInput,
  type StoredEvent,
  type Transition,
} from '../events/types.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type ServerClock } from './server-clock.js';

/** How far ahead of an event's start the owner's refusal counts for it, s. */
const OPT_OUT_AHEAD_S = 60;

export interface EventDeskOptions<P> {
  /** `load` or `der`: for the log. */
  readonly kind: string;
  readonly supportedModes: ModeSet;
  /** Any two events that overlap compete, whatever modes they set. */
  readonly exclusive: boolean;
  readonly limits: Limits;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly log: Log;
  /** What an earlier run left, to go on in the middle of an event. */
  readonly restored?: EventState<P>;
  clock(clockId: string): ServerClock | undefined;
  optedOut(): boolean;
  /** The controls in force may have changed. */
  onStepped(engine: EventEngine<P>, transitions: readonly Transition[]): void;
}

export class EventDesk<P> {
  readonly engine: EventEngine<P>;
  private readonly options: EventDeskOptions<P>;
  /** Which lists show a program: it is gone when none does. */
  private readonly shownBy = new Map<string, Set<string>>();
  private readonly clockIds = new Set<string>();
  private timer: Timer | undefined = undefined;

  constructor(options: EventDeskOptions<P>) {
    this.options = options;
    const { limits, supportedModes, exclusive } = options;
    this.engine = new EventEngine<P>(
      { limits, supportedModes, exclusive, random: randomFromEntropy(options.entropy) },
      options.restored,
    );
  }

  /** A list shows a program. Answers whether its events are to be read. */
  takeProgram(listKey: string, program: ProgramInput<P>): boolean {
    const refused = this.engine.setProgram(program);
    if (refused !== undefined) {
      this.options.log.write('warn', refused.code, { detail: refused.message });
      return false;
    }
    this.clockIds.add(program.clockId);
    let lists = this.shownBy.get(program.programId);
    if (lists === undefined) {
      lists = new Set();
      this.shownBy.set(program.programId, lists);
    }
    lists.add(listKey);
    return true;
  }

  /** The default control of a program as it was last read. */
  defaultOf(programId: string): P | undefined {
    const programs = this.engine.state.programs;
    for (let i = 0; i < programs.length; i++) {
      const program = programs[i]!;
      if (program.programId === programId) return program.default === undefined ? undefined : program.default.payload;
    }
    return undefined;
  }

  takeEvent(event: EventInput<P>): void {
    const refused = this.engine.upsert(event);
    if (refused !== undefined)
      this.options.log.write('warn', refused.code, { mRID: event.mRID, detail: refused.message });
  }

  /** A whole list of events was read. */
  endOfEvents(programId: string, mRIDs: readonly string[]): void {
    this.engine.retainOnly(programId, mRIDs);
    this.step();
  }

  /** A whole list of programs was read, or is followed no more: programs that it showed and shows no more are gone. */
  endOfPrograms(listKey: string, programIds: readonly string[]): void {
    this.shownBy.forEach((lists, programId) => {
      if (programIds.indexOf(programId) >= 0 || !lists.delete(listKey) || lists.size > 0) return;
      this.shownBy.delete(programId);
      this.engine.removeProgram(programId);
    });
    this.step();
  }

  /** Judges everything now and arranges the next time. */
  step(): void {
    const { scheduler } = this.options;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    const nowMs = scheduler.nowMs();
    this.clockIds.forEach((clockId) => {
      const clock = this.options.clock(clockId);
      if (clock !== undefined && clock.known) this.engine.setClock(clockId, clock.at(0)!);
    });
    this.heedOwner(nowMs / 1000);
    const result = this.engine.step(nowMs / 1000);
    this.say(result.transitions);
    this.options.onStepped(this.engine, result.transitions);
    if (result.nextAt !== undefined) this.timer = scheduler.at(Math.ceil(result.nextAt * 1000), () => this.step());
  }

  stop(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }

  /** The owner's switch refuses what runs or is about to; turned back, it takes part again. */
  private heedOwner(nowS: number): void {
    const optedOut = this.options.optedOut();
    const events = this.engine.state.events;
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!;
      if (event.request !== '') continue;
      if (optedOut && event.participation === 'in' && this.isNear(event, nowS)) this.engine.optOut(event.mRID);
      else if (!optedOut && event.participation === 'optedOut') this.engine.optIn(event.mRID);
    }
  }

  private isNear(event: StoredEvent<P>, nowS: number): boolean {
    if (event.phase === 'running') return true;
    if (event.phase !== 'scheduled') return false;
    const clockId = this.clockOf(event.programId);
    const clock = clockId === undefined ? undefined : this.options.clock(clockId);
    const offsetS = clock === undefined ? undefined : clock.at(0);
    return offsetS !== undefined && event.start + event.startOffset - offsetS <= nowS + OPT_OUT_AHEAD_S;
  }

  private clockOf(programId: string): string | undefined {
    const programs = this.engine.state.programs;
    for (let i = 0; i < programs.length; i++) if (programs[i]!.programId === programId) return programs[i]!.clockId;
    return undefined;
  }

  private say(transitions: readonly Transition[]): void {
    for (let i = 0; i < transitions.length; i++) {
      const transition = transitions[i]!;
      this.options.log.write('info', 'event.' + transition.kind, {
        function: this.options.kind,
        mRID: transition.mRID,
        at: transition.at,
        status: transition.status,
        by: transition.by === '' ? undefined : transition.by,
      });
    }
  }
}
