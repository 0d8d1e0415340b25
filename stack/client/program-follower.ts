/**
 * Follows one list of programmes: at its pollRate it reads the programmes, their default controls, curves and controls,
 * page by page, and hands them to the event desk (IEEE 2030.5-2018, DRLC and DER function sets; BASIC-002, CORE-010…013).
 */

import { type DERControlBase, type DERProgram, type DemandResponseProgram } from '../model/2018/types.gen.js';
import { eventFromDerControl } from '../functions/der-events.js';
import { modesOfBase } from '../functions/der-modes.js';
import { type DrlcControl, eventFromEndDeviceControl } from '../functions/drlc-events.js';
import { type EventContext } from '../functions/event-fields.js';
import { type CurveShelf } from './curve-shelf.js';
import { type EventDesk } from './event-desk.js';
import { type ListSummary, readList } from './list-reader.js';
import { type SessionServices } from './services.js';
import { CONTROL_POLL_RATE_S, type PollResult, Watch } from './watch.js';

export interface FollowerOptions {
  readonly listHref: string;
  /** The Time on which the events are judged. */
  readonly clockId: string;
  readonly deviceCategory: number;
}

/** What load and DER followers share: the programmes of a list, one after the other. */
abstract class ProgramFollower<Program extends { readonly mRID: string }, P> {
  protected readonly services: SessionServices;
  protected readonly options: FollowerOptions;
  protected readonly desk: EventDesk<P>;
  private readonly watch: Watch;
  private readonly listKey: string;

  constructor(services: SessionServices, options: FollowerOptions, desk: EventDesk<P>) {
    this.services = services;
    this.options = options;
    this.desk = desk;
    this.listKey = services.serverId + ' ' + options.listHref;
    this.watch = new Watch(services.scheduler, services.entropy, CONTROL_POLL_RATE_S, (done) => this.poll(done));
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
    this.watch.stop();
    this.desk.endOfPrograms(this.listKey, []);
  }

  protected abstract readPrograms(onItem: (item: Program) => void, done: (summary: ListSummary) => void): void;

  /** Reads what belongs to a programme and then calls `done`. */
  protected abstract readProgram(program: Program, done: () => void): void;

  /** Makes the programme known; false where there is no room for it. */
  protected take(programId: string, primacy: number, modes: number, payload: P | undefined): boolean {
    const { serverId } = this.services;
    const base = { programId, serverId, clockId: this.options.clockId, primacy };
    return this.desk.takeProgram(this.listKey, payload === undefined ? base : { ...base, default: { modes, payload } });
  }

  protected contextOf(program: Program): EventContext {
    return { programId: program.mRID, deviceCategory: this.options.deviceCategory };
  }

  private poll(done: (result: PollResult) => void): void {
    const programs: Program[] = [];
    this.readPrograms(
      (program) => programs.push(program),
      (summary) => {
        if (summary.error !== undefined) {
          this.services.log.write('warn', 'programs.incomplete', { error: summary.error.message });
        }
        this.readNext(programs, 0, () => {
          if (summary.complete)
            this.desk.endOfPrograms(
              this.listKey,
              programs.map((program) => program.mRID),
            );
          done({ ok: summary.complete, pollRateS: summary.pollRateS });
        });
      },
    );
  }

  private readNext(programs: readonly Program[], index: number, done: () => void): void {
    if (index >= programs.length) done();
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
    if (!this.take(program.mRID, program.primacy, 0, undefined) || program.EndDeviceControlListLink === undefined) {
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
export class DerProgramFollower extends ProgramFollower<DERProgram, DERControlBase> {
  private readonly curves: CurveShelf;

  constructor(
    services: SessionServices,
    options: FollowerOptions,
    desk: EventDesk<DERControlBase>,
    curves: CurveShelf,
  ) {
    super(services, options, desk);
    this.curves = curves;
  }

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
      // A default that cannot be read now is still the one that was read before.
      const kept = outcome.status === 404 ? undefined : this.desk.defaultOf(program.mRID);
      this.readControls(program, outcome.resource === undefined ? kept : outcome.resource.DERControlBase, done);
    });
  }

  private readControls(program: DERProgram, base: DERControlBase | undefined, done: () => void): void {
    const modes = base === undefined ? 0 : modesOfBase(base);
    if (!this.take(program.mRID, program.primacy, modes, base)) {
      done();
      return;
    }
    const { requester, limits, serverId } = this.services;
    if (base !== undefined) this.curves.want(serverId, requester, base);
    const seen: string[] = [];
    if (program.DERControlListLink === undefined) {
      this.desk.endOfEvents(program.mRID, seen);
      done();
      return;
    }
    readList(
      requester,
      program.DERControlListLink.href,
      'DERControlList',
      'DERControl',
      limits,
      limits.maxListItems,
      'maxListItems',
      (control) => {
        seen.push(control.mRID);
        this.desk.takeEvent(eventFromDerControl(control, this.contextOf(program)));
        this.curves.want(serverId, requester, control.DERControlBase);
      },
      (summary) => {
        if (summary.complete) this.desk.endOfEvents(program.mRID, seen);
        done();
      },
    );
  }
}
