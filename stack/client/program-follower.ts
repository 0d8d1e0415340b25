/**
 * Follows one list of programmes: at its pollRate it reads the programmes, their default controls, curves and controls,
 * page by page, and hands them to the event desk (IEEE 2030.5-2018, DRLC and DER function sets; BASIC-002, CORE-010…013).
 */

import { type DefaultControl } from '../events/types.js';
import { type DerPayload, defaultFromDerControl, eventFromDerControl } from '../functions/der-events.js';
import { type DrlcControl, eventFromEndDeviceControl } from '../functions/drlc-events.js';
import { type EventContext } from '../functions/event-fields.js';
import { type DERProgram, type DemandResponseProgram } from '../model/2018/types.gen.js';
import { type EventDesk } from './event-desk.js';
import { type ListSummary, isGone, readList } from './list-reader.js';
import { type SessionServices } from './services.js';
import { CONTROL_POLL_RATE_S, type Poller, Watch } from './watch.js';

export interface FollowerOptions {
  readonly listHref: string;
  /** Tells this list from all others of all servers. */
  readonly listKey: string;
  /** The Time on which the events are judged. */
  readonly clockId: string;
  readonly deviceCategory: number;
}

/** What load and DER followers share: the programmes of a list, one after the other. */
abstract class ProgramFollower<Program extends { readonly mRID: string }, P> implements Poller {
  protected readonly services: SessionServices;
  protected readonly options: FollowerOptions;
  protected readonly desk: EventDesk<P>;
  private readonly watch: Watch;
  private dropped = false;

  constructor(services: SessionServices, options: FollowerOptions, desk: EventDesk<P>) {
    this.services = services;
    this.options = options;
    this.desk = desk;
    this.watch = new Watch(services, CONTROL_POLL_RATE_S, this);
  }

  start(): void {
    this.watch.start();
  }

  /** Asks no more; what is known stays in force. */
  stop(): void {
    this.watch.stop();
  }

  /** The assignment is gone: so are its programmes. */
  drop(): void {
    this.dropped = true;
    this.watch.stop();
    this.desk.endOfPrograms(this.options.listKey, []);
  }

  poll(watch: Watch): void {
    const programs: Program[] = [];
    this.readPrograms(
      (program) => {
        if (!programs.some((known) => known.mRID === program.mRID)) programs.push(program);
      },
      (summary) => {
        if (summary.error !== undefined) {
          this.services.log.write('warn', 'programs.incomplete', { error: summary.error.message });
        }
        this.readNext(programs, 0, () => {
          if ((summary.complete || isGone(summary)) && !this.dropped) {
            const programIds = programs.map((program) => program.mRID);
            this.desk.endOfPrograms(this.options.listKey, programIds);
          }
          watch.ended(summary.complete, summary.pollRateS);
        });
      },
    );
  }

  protected abstract readPrograms(onItem: (item: Program) => void, done: (summary: ListSummary) => void): void;

  /** Reads what belongs to a programme and then calls `done`. */
  protected abstract readProgram(program: Program, done: () => void): void;

  /** Makes the programme known; false where there is no room for it, or it left the assignments meanwhile. */
  protected take(program: Program & { readonly primacy: number }, control: DefaultControl<P> | undefined): boolean {
    if (this.dropped) return false;
    const { clockId, listKey } = this.options;
    const base = { programId: program.mRID, serverId: this.services.serverId, clockId, primacy: program.primacy };
    return this.desk.takeProgram(listKey, control === undefined ? base : { ...base, default: control });
  }

  protected contextOf(program: Program): EventContext {
    return { programId: program.mRID, deviceCategory: this.options.deviceCategory };
  }

  private readNext(programs: readonly Program[], index: number, done: () => void): void {
    if (index >= programs.length || this.dropped) done();
    else this.readProgram(programs[index]!, () => this.readNext(programs, index + 1, done));
  }
}

/** Demand response and load control. */
export class LoadProgramFollower extends ProgramFollower<DemandResponseProgram, DrlcControl> {
  protected override readPrograms(
    onItem: (item: DemandResponseProgram) => void,
    done: (summary: ListSummary) => void,
  ): void {
    const { requester, limits } = this.services;
    const href = this.options.listHref;
    const [list, item] = ['DemandResponseProgramList', 'DemandResponseProgram'] as const;
    readList(requester, href, list, item, limits, limits.maxPrograms, 'maxPrograms', onItem, done);
  }

  protected override readProgram(program: DemandResponseProgram, done: () => void): void {
    if (!this.take(program, undefined) || program.EndDeviceControlListLink === undefined) {
      done();
      return;
    }
    const { requester, limits } = this.services;
    const seen: string[] = [];
    readList(
      requester,
      program.EndDeviceControlListLink.href,
      'EndDeviceControlList',
      'EndDeviceControl',
      limits,
      limits.maxListItems,
      'maxListItems',
      (control) => {
        seen.push(control.mRID);
        this.desk.takeEvent(eventFromEndDeviceControl(control, this.contextOf(program)));
      },
      (summary) => {
        if (summary.complete) this.desk.endOfEvents(program.mRID, seen);
        done();
      },
    );
  }
}

/** Distributed energy resources. */
export class DerProgramFollower extends ProgramFollower<DERProgram, DerPayload> {
  protected override readPrograms(onItem: (item: DERProgram) => void, done: (summary: ListSummary) => void): void {
    const { requester, limits } = this.services;
    const href = this.options.listHref;
    readList(requester, href, 'DERProgramList', 'DERProgram', limits, limits.maxPrograms, 'maxPrograms', onItem, done);
  }

  protected override readProgram(program: DERProgram, done: () => void): void {
    if (program.DefaultDERControlLink === undefined) {
      this.readControls(program, undefined, done);
      return;
    }
    this.services.requester.get(program.DefaultDERControlLink.href, 'DefaultDERControl', (outcome) => {
      const read = outcome.resource === undefined ? undefined : defaultFromDerControl(outcome.resource);
      // A default that cannot be read now is still the one that was read before.
      const kept = read !== undefined || isGone({ status: outcome.status }) ? read : this.desk.defaultOf(program.mRID);
      this.readControls(program, kept, done);
    });
  }

  private readControls(program: DERProgram, control: DefaultControl<DerPayload> | undefined, done: () => void): void {
    const seen: string[] = [];
    const list = program.DERControlListLink;
    if (!this.take(program, control)) {
      done();
      return;
    }
    if (list === undefined) {
      this.desk.endOfEvents(program.mRID, seen);
      done();
      return;
    }
    const { requester, limits } = this.services;
    readList(
      requester,
      list.href,
      'DERControlList',
      'DERControl',
      limits,
      limits.maxListItems,
      'maxListItems',
      (item) => {
        seen.push(item.mRID);
        this.desk.takeEvent(eventFromDerControl(item, this.contextOf(program)));
      },
      (summary) => {
        if (summary.complete) this.desk.endOfEvents(program.mRID, seen);
        done();
      },
    );
  }
}
