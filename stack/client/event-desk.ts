/**
 * Joins one event engine to the device: what followers read goes in, the engine is stepped when it says so, and what it
 * decides goes to the appliance, the log and the responder.
 */

import { type Limits } from '../core/limits.js';
import { type TimerHandler } from '../core/timer-queue.js';
import { EventEngine } from '../events/engine.js';
import { randomFromEntropy } from '../events/randomise.js';
import { type ModeSet } from '../events/mode-set.js';
import {
  type DefaultControl,
  type EventInput,
  type OwedResponse,
  type ProgramInput,
  type StoredEvent,
  type Transition,
} from '../events/types.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type DeskState } from './event-state-codec.js';
import { type ResponseBook } from './responder.js';
import { type ServerClock } from './server-clock.js';

/** How far ahead of an event's start the owner's refusal counts for it, s. */
const OPT_OUT_AHEAD_S = 60;

export interface DeskServices {
  readonly limits: Limits;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly log: Log;
}

/** Whose events they are. */
export interface DeskHost<P> {
  /** `load` or `der`: for the log. */
  readonly kind: string;
  readonly supportedModes: ModeSet;
  /** Any two events that overlap compete, whatever modes they set. */
  readonly exclusive: boolean;
  /** Something changed that must outlive a power cut. */
  keep(state: DeskState<P>): void;
  clock(clockId: string): ServerClock | undefined;
  optedOut(): boolean;
  /** The owner refuses an event that must not be refused (drProgramMandatory); once an event. */
  onMustFollow(mRID: string): void;
  /** The controls in force may have changed. */
  onStepped(engine: EventEngine<P>, transitions: readonly Transition[]): void;
}

export class EventDesk<P> implements TimerHandler, ResponseBook {
  readonly engine: EventEngine<P>;
  private readonly services: DeskServices;
  private readonly host: DeskHost<P>;
  /** Which lists show a program: it is gone when none does. */
  private readonly shownBy = new Map<string, Set<string>>();
  /** Clocks that the engine was told of. */
  private clockIds: string[] = [];
  /** Events of which the owner was told that they cannot be refused. */
  private mustFollow: string[] = [];
  private timer: Timer | undefined = undefined;

  /** @param restored what an earlier run left, to go on in the middle of an event */
  constructor(services: DeskServices, host: DeskHost<P>, restored: DeskState<P> | undefined) {
    this.services = services;
    this.host = host;
    const { limits, entropy } = services;
    const { supportedModes, exclusive } = host;
    this.engine = new EventEngine<P>(
      { limits, supportedModes, exclusive, random: randomFromEntropy(entropy) },
      restored === undefined ? undefined : restored.engine,
    );
    if (restored === undefined) return;
    restored.shownBy.forEach((lists, programId) => this.shownBy.set(programId, new Set(lists)));
  }

  /** A list shows a program. Answers whether its events are to be read. */
  takeProgram(listKey: string, program: ProgramInput<P>): boolean {
    const refused = this.engine.setProgram(program);
    if (refused !== undefined) {
      this.services.log.write('warn', refused.code, { detail: refused.message });
      return false;
    }
    let lists = this.shownBy.get(program.programId);
    if (lists === undefined) {
      lists = new Set();
      this.shownBy.set(program.programId, lists);
    }
    lists.add(listKey);
    return true;
  }

  /** The default control of a program as it was last read. */
  defaultOf(programId: string): DefaultControl<P> | undefined {
    const program = this.engine.state.programs.find((entry) => entry.programId === programId);
    return program === undefined ? undefined : program.default;
  }

  takeEvent(event: EventInput<P>): void {
    // Its program may have left while its list was being read.
    if (!this.engine.hasProgram(event.programId)) return;
    const refused = this.engine.upsert(event);
    if (refused !== undefined)
      this.services.log.write('warn', refused.code, { mRID: event.mRID, detail: refused.message });
  }

  /** A whole list of events was read. */
  endOfEvents(programId: string, mRIDs: readonly string[]): void {
    this.engine.retainOnly(programId, mRIDs);
    this.stepSoon();
  }

  /** A whole list of programs was read, or is followed no more: programs that it showed and shows no more are gone. */
  endOfPrograms(listKey: string, programIds: readonly string[]): void {
    this.shownBy.forEach((lists, programId) => {
      if (programIds.indexOf(programId) >= 0 || !lists.delete(listKey) || lists.size > 0) return;
      this.shownBy.delete(programId);
      this.engine.removeProgram(programId);
    });
    this.stepSoon();
  }

  /** The assignments of a server were read: lists of it that none names any more show nothing. */
  endOfLists(serverId: string, listKeys: readonly string[]): void {
    const prefix = serverId + ' ';
    this.shownBy.forEach((lists, programId) => {
      lists.forEach((list) => {
        if (list.slice(0, prefix.length) === prefix && listKeys.indexOf(list) < 0) lists.delete(list);
      });
      if (lists.size > 0) return;
      this.shownBy.delete(programId);
      this.engine.removeProgram(programId);
    });
    this.stepSoon();
  }

  get owed(): readonly OwedResponse[] {
    return this.engine.owed;
  }

  /** The server has the response, or never will. */
  acknowledge(response: OwedResponse): void {
    this.engine.acknowledge(response.mRID, response.status);
    this.keep();
  }

  /** Judges everything on the next turn: whoever read a list is done with it by then. */
  stepSoon(): void {
    const { scheduler } = this.services;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = scheduler.at(scheduler.nowMs(), this);
  }

  /** Judges everything now and arranges the next time. */
  step(): void {
    const { scheduler } = this.services;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    const nowMs = scheduler.nowMs();
    this.setClocks();
    this.heedOwner(nowMs / 1000);
    const result = this.engine.step(nowMs / 1000);
    this.say(result.transitions);
    if (result.transitions.length > 0) this.keep();
    this.host.onStepped(this.engine, result.transitions);
    if (result.nextAt !== undefined) this.timer = scheduler.at(Math.ceil(result.nextAt * 1000), this);
  }

  /** The engine wants to judge anew. */
  onTimer(): void {
    this.step();
  }

  stop(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }

  private keep(): void {
    this.host.keep({ engine: this.engine.state, shownBy: this.shownBy });
  }

  /** Each program's events are judged on the program's own clock; clocks that no program has are forgotten. */
  private setClocks(): void {
    const programs = this.engine.state.programs;
    const before = this.clockIds;
    const clockIds: string[] = [];
    for (let i = 0; i < programs.length; i++) {
      const { clockId } = programs[i]!;
      if (clockIds.indexOf(clockId) >= 0) continue;
      clockIds.push(clockId);
      const clock = this.host.clock(clockId);
      if (clock !== undefined && clock.known) this.engine.setClock(clockId, clock.at(0)!);
    }
    for (let i = 0; i < before.length; i++) {
      if (clockIds.indexOf(before[i]!) < 0) this.engine.removeClock(before[i]!);
    }
    this.clockIds = clockIds;
  }

  /**
   * The owner's switch refuses what runs or is about to; turned back, the device takes part again. An event that must not
   * be refused (drProgramMandatory) is overridden for as long as its overrideDuration allows, and then followed
   * (IEEE 2030.5-2018 EndDeviceControl).
   */
  private heedOwner(nowS: number): void {
    const optedOut = this.host.optedOut();
    const events = this.engine.state.events;
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!;
      if (event.request !== '') continue;
      if (!optedOut) {
        if (event.participation !== 'in') this.engine.optIn(event.mRID);
      } else if (event.participation === 'in' && this.isNear(event, nowS)) this.refuse(event);
    }
    if (this.mustFollow.length === 0) return;
    this.mustFollow = this.mustFollow.filter((mRID) => optedOut && events.some((event) => event.mRID === mRID));
  }

  private refuse(event: StoredEvent<P>): void {
    if (this.engine.optOut(event.mRID) === undefined) return;
    if (event.overrideLeft >= 0 && this.engine.override(event.mRID) === undefined) return;
    if (this.mustFollow.indexOf(event.mRID) >= 0) return;
    this.mustFollow.push(event.mRID);
    this.services.log.write('info', 'event.mandatory', { function: this.host.kind, mRID: event.mRID });
    this.host.onMustFollow(event.mRID);
  }

  private isNear(event: StoredEvent<P>, nowS: number): boolean {
    if (event.phase === 'running') return true;
    if (event.phase !== 'scheduled') return false;
    const clockId = this.clockOf(event.programId);
    const clock = clockId === undefined ? undefined : this.host.clock(clockId);
    const offsetS = clock === undefined ? undefined : clock.at(0);
    return offsetS !== undefined && event.start + event.startOffset - offsetS <= nowS + OPT_OUT_AHEAD_S;
  }

  private clockOf(programId: string): string | undefined {
    const program = this.engine.state.programs.find((entry) => entry.programId === programId);
    return program === undefined ? undefined : program.clockId;
  }

  private say(transitions: readonly Transition[]): void {
    for (let i = 0; i < transitions.length; i++) {
      const transition = transitions[i]!;
      this.services.log.write('info', 'event.' + transition.kind, {
        function: this.host.kind,
        mRID: transition.mRID,
        at: transition.at,
        status: transition.status,
        by: transition.by === '' ? undefined : transition.by,
      });
    }
  }
}
