/** Where the events of all servers meet the appliance: one desk and one responder a function set. */

import { type PeerIdentity } from '../core/peer-identity.js';
import { type Limits } from '../core/limits.js';
import { type EventEngine } from '../events/engine.js';
import { type Transition, type TransitionKind } from '../events/types.js';
import { type DefaultRamps, type DerPayload, type EffectiveDer, effectiveDer } from '../functions/der-events.js';
import { type DerModeField } from '../functions/der-modes.js';
import { type DrlcControl, effectiveDrlc } from '../functions/drlc-events.js';
import { DRLC_IS_EXCLUSIVE } from '../functions/drlc-modes.js';
import { type DERCurve } from '../model/2018/types.gen.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Scheduler } from '../ports/scheduler.js';
import { type Appliance } from './appliance.js';
import { CurveShelf } from './curve-shelf.js';
import { EventDesk } from './event-desk.js';
import { type DeviceMemory } from './memory.js';
import { type Requester } from './requester.js';
import { Responder } from './responder.js';
import { type ServerClock } from './server-clock.js';

export interface ControlRoomOptions {
  readonly appliance: Appliance;
  readonly identity: PeerIdentity;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
  /** Absent: a power cut ends what runs. */
  readonly memory: DeviceMemory | undefined;
  clock(clockId: string): ServerClock | undefined;
  requester(serverId: string): Requester | undefined;
}

/** Transitions that the owner is told of, in the owner's words. */
const NOTICES: Readonly<Partial<Record<TransitionKind, string>>> = Object.freeze({
  started: 'event started',
  completed: 'event completed',
  superseded: 'event superseded',
  cancelled: 'event cancelled',
  optedOut: 'opted out',
});

/** Most curves kept: the fifteen curve modes of the control in force, and some of its successor. */
const MAX_CURVES = 24;

const NO_RAMPS: DefaultRamps = Object.freeze({});

export class ControlRoom {
  /** Absent for an appliance that follows no load control. */
  readonly load: EventDesk<DrlcControl> | undefined;
  /** Absent for an appliance that follows no DER control. */
  readonly der: EventDesk<DerPayload> | undefined;
  private readonly curves: CurveShelf;
  private readonly options: ControlRoomOptions;
  private readonly responders: Responder[] = [];
  private isOnDefault = false;

  constructor(options: ControlRoomOptions) {
    const { profile } = options.appliance;
    this.options = options;
    this.curves = new CurveShelf(MAX_CURVES, options.requester, () => this.step());
    if (profile.loadKinds !== 0) {
      this.load = this.newDesk<DrlcControl>('load', profile.loadKinds, DRLC_IS_EXCLUSIVE, (engine) => {
        const { appliance } = options;
        if (appliance.applyLoadControl !== undefined) appliance.applyLoadControl(effectiveDrlc(engine.state));
      });
      this.addResponder('DrResponse', this.load);
    }
    if (profile.derModes !== 0) {
      this.der = this.newDesk<DerPayload>('der', profile.derModes, false, (engine) => this.applyDer(engine));
      this.addResponder('DERControlResponse', this.der);
    }
  }

  /** Judges all events now; also what the owner and the appliance's program have to be asked regularly. */
  step(): void {
    if (this.load !== undefined) this.load.step();
    if (this.der !== undefined) this.der.step();
    if (this.load === undefined && this.der === undefined) this.options.appliance.tick(this.options.scheduler.nowMs());
  }

  /** What the default controls say of the ramps of normal operation. */
  get ramps(): DefaultRamps {
    if (this.der === undefined) return NO_RAMPS;
    return effectiveDer(this.der.engine.state, this.options.appliance.profile.derModes).ramps;
  }

  stop(): void {
    if (this.load !== undefined) this.load.stop();
    if (this.der !== undefined) this.der.stop();
    for (let i = 0; i < this.responders.length; i++) this.responders[i]!.stop();
  }

  private newDesk<P>(
    kind: string,
    supportedModes: number,
    exclusive: boolean,
    apply: (engine: EventEngine<P>) => void,
  ): EventDesk<P> {
    const { appliance, scheduler, entropy, limits, log, clock, memory } = this.options;
    const restored = memory === undefined ? undefined : memory.loadDesk<P>(kind);
    return new EventDesk<P>({
      kind,
      supportedModes,
      exclusive,
      limits,
      scheduler,
      entropy,
      log,
      clock,
      ...(restored === undefined ? {} : { restored }),
      ...(memory === undefined ? {} : { keep: (state) => memory.saveDesk(kind, state) }),
      optedOut: () => appliance.optedOut(),
      onMustFollow: () => appliance.notify('this event cannot be refused'),
      onStepped: (engine, transitions) => {
        apply(engine);
        this.tell(transitions);
        appliance.tick(scheduler.nowMs());
        for (let i = 0; i < this.responders.length; i++) this.responders[i]!.run();
      },
    });
  }

  private applyDer(engine: EventEngine<DerPayload>): void {
    const { appliance } = this.options;
    if (appliance.applyDerControl === undefined) return;
    const effective = effectiveDer(engine.state, appliance.profile.derModes);
    this.wantCurves(engine);
    appliance.applyDerControl(effective, (mode) => this.curveOf(engine, effective, mode));
    this.tellDefault(effective);
  }

  /** Logs, once each time, that no event holds the DER any more and default controls do, with their plain settings. */
  private tellDefault({ base, sources }: EffectiveDer): void {
    const isDefault = sources.length > 0 && sources.every(({ mRID }) => mRID === '');
    if (isDefault && !this.isOnDefault) {
      const settings: Record<string, number | boolean> = {};
      for (const { field } of sources) {
        const value = base[field];
        if (typeof value === 'number' || typeof value === 'boolean') settings[field] = value;
      }
      this.options.log.write('info', 'der.default', settings);
    }
    this.isOnDefault = isDefault;
  }

  /** What runs comes first, then the defaults that could follow it, then what comes next. */
  private wantCurves(engine: EventEngine<DerPayload>): void {
    const { programs, events } = engine.state;
    const controls: { serverId: string; base: DerPayload }[] = [];
    const addEvents = (running: boolean): void => {
      for (let i = 0; i < events.length; i++) {
        const event = events[i]!;
        if ((event.holds !== 0) !== running) continue;
        const program = programs.find((entry) => entry.programId === event.programId);
        if (program !== undefined) controls.push({ serverId: program.serverId, base: event.payload });
      }
    };
    addEvents(true);
    for (let i = 0; i < programs.length; i++) {
      const { serverId, default: control } = programs[i]!;
      if (control !== undefined) controls.push({ serverId, base: control.payload });
    }
    addEvents(false);
    this.curves.wantOnly(controls);
  }

  /** The curve that an effective control names for a mode, from the server whose control it is. */
  private curveOf(engine: EventEngine<DerPayload>, effective: EffectiveDer, mode: DerModeField): DERCurve | undefined {
    const link = effective.base[mode];
    const source = effective.sources.find((entry) => entry.field === mode);
    if (source === undefined || typeof link !== 'object' || !('href' in link)) return undefined;
    const program = engine.state.programs.find((entry) => entry.programId === source.programId);
    return program === undefined ? undefined : this.curves.get(program.serverId, link.href);
  }

  private addResponder<P>(element: 'DrResponse' | 'DERControlResponse', desk: EventDesk<P>): void {
    const { scheduler, log, identity, requester } = this.options;
    this.responders.push(
      new Responder({
        scheduler,
        log,
        identity,
        element,
        owed: () => desk.engine.owed,
        acknowledge: (response) => desk.acknowledge(response),
        requester,
      }),
    );
  }

  private tell(transitions: readonly Transition[]): void {
    for (let i = 0; i < transitions.length; i++) {
      const notice = NOTICES[transitions[i]!.kind];
      if (notice !== undefined) this.options.appliance.notify(notice);
    }
  }
}
