/**
 * The event engine of one function set of one device: DERControls in one engine, EndDeviceControls in another.
 *
 * It has no I/O, no timers and no clock of its own. Input calls only note what a server or a user said;
 * {@link EventEngine.step} judges everything noted at an instant, and tells when it must be called next. So the order
 * in which a poll brings events does not matter, and neither does how often one polls.
 *
 * Time. `now` is seconds on any one timeline of the caller's; {@link EventEngine.setClock} says how far each Time
 * resource is ahead of it, and every event is judged on the Time of the assignment that led to it (rule 1). An event
 * whose clock is not known yet, as after a restart, controls nothing and nothing of it is judged. Phases only move
 * forward: where a clock steps back, what runs goes on running and what ended stays ended; where it steps forward over
 * a whole event, that event never ran and is answered 254. A late step reports what the device did, not what it ought
 * to have done.
 *
 * The rules (IEEE 2030.5-2018 event rules):
 *
 * 1. Times are judged on the Time resource of the assignment that led to the event.
 * 2. Random offsets are drawn once per mRID and kept ({@link ./randomise}).
 * 3. Touching events leave no hole; intervals are half-open ({@link ./seams}, {@link ./intervals}).
 * 4. Supersession is per operating mode ({@link ./supersede}). An event supersedes weaker ones whether the user lets
 *    it control the device or not.
 * 5. A cancel ends an event at once, one with randomisation within its window; either before its start at once.
 * 6. Events for other device categories are ignored; those that set nothing supported are answered 252, invalid ones 253.
 * 7. A mode that no event holds is the default control's ({@link ./defaults}). Stored events run on without a server.
 * 8. What arrives over is answered 254, what arrives in its middle starts at once; only the status of an event changes.
 *
 * An event that vanishes from a complete list before its scheduled end, or whose program is no longer assigned, is
 * cancelled: it ends at once and owes Response 6. Without a fresh list (server lost) nothing vanishes.
 */

import { pastLimit, type PeerError } from '../core/peer-error.js';
import { hasMode } from './mode-set.js';
import { type PlannedControl, planMode } from './plan.js';
import { copyState } from './restore.js';
import { findProgram, type KnownClock } from './judgement.js';
import { runStep, type StepResult } from './step.js';
import { emptyState, findEvent, takeEvent, withdrawMissing } from './store.js';
import { compareProgramStrength } from './supersede.js';
import type {
  EventEngineOptions,
  EventInput,
  EventState,
  OwedResponse,
  ProgramInput,
  StoredEvent,
  StoredProgram,
} from './types.js';

/** Why a user's wish is not heeded. */
export type UserRefusal = 'unknownEvent' | 'mandatory' | 'noOverrideLeft';

export class EventEngine<P> {
  private readonly options: EventEngineOptions;
  private readonly clocks: KnownClock[] = [];
  private readonly kept: EventState<P>;

  /** @param state what an earlier engine's {@link state} was; taken over as a copy. */
  constructor(options: EventEngineOptions, state?: EventState<P>) {
    this.options = options;
    this.kept = state === undefined ? emptyState() : copyState(state);
  }

  /**
   * All that must survive a restart, as plain data. Live: copy or write it before the next call. It is worth writing
   * when a step told a transition, and when a response was acknowledged.
   */
  get state(): Readonly<EventState<P>> {
    return this.kept;
  }

  /** Says how many seconds a Time resource is ahead of `now`; fractions allowed. */
  setClock(clockId: string, offset: number): void {
    for (let i = 0; i < this.clocks.length; i++) {
      if (this.clocks[i]!.clockId === clockId) {
        this.clocks[i]!.offset = offset;
        return;
      }
    }
    this.clocks.push({ clockId, offset });
  }

  /** Forgets a clock that no assignment leads to any more. */
  removeClock(clockId: string): void {
    for (let i = this.clocks.length - 1; i >= 0; i--) if (this.clocks[i]!.clockId === clockId) this.clocks.splice(i, 1);
  }

  /**
   * Takes a program in, or its new primacy or default control. Returns `events.programs-full` past
   * `limits.maxPrograms`; its events must then be left out too.
   */
  setProgram(input: ProgramInput<P>): PeerError | undefined {
    const programs = this.kept.programs;
    const known = findProgram(this.kept, input.programId);
    if (known === undefined && programs.length >= this.options.limits.maxPrograms) {
      return pastLimit('events.programs-full', 'program ' + input.programId + ' is not followed', {
        name: 'maxPrograms',
        value: this.options.limits.maxPrograms,
      });
    }
    const stored: StoredProgram<P> = { ...input, removed: false };
    if (known === undefined) programs.push(stored);
    else programs[programs.indexOf(known)] = stored;
    programs.sort(compareProgramStrength);
    return undefined;
  }

  /** The program is no longer assigned: with the next step its events end. */
  removeProgram(programId: string): void {
    const program = findProgram(this.kept, programId);
    if (program !== undefined) program.removed = true;
  }

  /** Whether a program is followed. */
  hasProgram(programId: string): boolean {
    const program = findProgram(this.kept, programId);
    return program !== undefined && !program.removed;
  }

  /**
   * Takes an event as a poll or a notification shows it, for the first time or again. Returns what to log:
   * `events.store-full` (it, or a later one, gives way for now), `events.edited` (more than its status changed; the
   * first form stands), `events.mrid-taken` (another program's event has the mRID). Its program has been set.
   */
  upsert(input: EventInput<P>): PeerError | undefined {
    if (!this.hasProgram(input.programId)) {
      throw new RangeError('programId: expected a program that is set, got ' + input.programId);
    }
    return takeEvent(this.kept, input, this.options.supportedModes, this.options.limits.maxStoredEvents);
  }

  /** After a whole, fresh list has been read and upserted: which events of the program it held. */
  retainOnly(programId: string, mRIDs: readonly string[]): void {
    withdrawMissing(this.kept, programId, mRIDs);
  }

  /** The user opts out of the event, to its end. Refused where the event is mandatory. */
  optOut(mRID: string): UserRefusal | undefined {
    const event = findEvent(this.kept, mRID);
    if (event === undefined) return 'unknownEvent';
    if (event.mandatory) return 'mandatory';
    event.request = 'optOut';
    return undefined;
  }

  /**
   * The user overrides the event for what is left of its overrideDuration; the override then ends by itself. An event
   * without overrideDuration is overridden to its end, unless it is mandatory.
   */
  override(mRID: string): UserRefusal | undefined {
    const event = findEvent(this.kept, mRID);
    if (event === undefined) return 'unknownEvent';
    if (event.overrideLeft === 0) return 'noOverrideLeft';
    if (event.overrideLeft < 0 && event.mandatory) return 'mandatory';
    event.request = 'override';
    return undefined;
  }

  /** The user opts in again, or ends an override early. */
  optIn(mRID: string): UserRefusal | undefined {
    const event = findEvent(this.kept, mRID);
    if (event === undefined) return 'unknownEvent';
    event.request = 'optIn';
    return undefined;
  }

  /**
   * Judges everything at `now`. Call it after input, and at `nextAt`. Calling it again at the same instant changes
   * nothing.
   */
  step(now: number): StepResult {
    return runStep(this.kept, this.options, this.clocks, now);
  }

  /** The event that controls a mode since the last step; `undefined`: the default control, if any. */
  controllerOf(mode: number): StoredEvent<P> | undefined {
    for (let i = 0; i < this.kept.events.length; i++) {
      const event = this.kept.events[i]!;
      if (hasMode(event.holds, mode)) return event;
    }
    return undefined;
  }

  /** Who is to control a mode and when, as far as the stored events tell: see {@link ./plan}. */
  plan(mode: number): PlannedControl[] {
    return planMode(this.kept, this.options, this.clocks, mode);
  }

  /** Responses to be posted, oldest first. */
  get owed(): readonly OwedResponse[] {
    return this.kept.owed;
  }

  /** The response has been posted, or never can be. */
  acknowledge(mRID: string, status: number): void {
    const owed = this.kept.owed;
    for (let i = owed.length - 1; i >= 0; i--) {
      if (owed[i]!.mRID === mRID && owed[i]!.status === status) owed.splice(i, 1);
    }
  }
}
