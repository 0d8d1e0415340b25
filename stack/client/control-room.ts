/** Where the events of all servers meet the appliance: one desk and one responder a function set. */

import { type EventEngine } from '../events/engine.js';
import { type ModeSet } from '../events/mode-set.js';
import { type Transition, type TransitionKind } from '../events/types.js';
import { type DefaultRamps, type DerPayload, type EffectiveDer, effectiveDer } from '../functions/der-events.js';
import { type DerModeField } from '../functions/der-modes.js';
import { type DrlcControl, effectiveDrlc } from '../functions/drlc-events.js';
import { DRLC_IS_EXCLUSIVE } from '../functions/drlc-modes.js';
import { type DERCurve } from '../model/2018/types.gen.js';
import { type Appliance } from './appliance.js';
import { type CurveReader, CurveShelf } from './curve-shelf.js';
import { type RampSource } from './der-reporter.js';
import { type DeskHost, type DeskServices, EventDesk } from './event-desk.js';
import { type DeskState } from './event-state-codec.js';
import { type DeviceMemory } from './memory.js';
import { type Requester } from './requester.js';
import { Responder, type ResponderHost } from './responder.js';
import { type ServerClock } from './server-clock.js';

/** The device whose controls they are. */
export interface ControlHost extends ResponderHost {
  readonly appliance: Appliance;
  /** Absent: a power cut ends what runs. */
  readonly memory: DeviceMemory | undefined;
  clock(clockId: string): ServerClock | undefined;
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

export class ControlRoom implements CurveReader, RampSource {
  /** Absent for an appliance that follows no load control. */
  readonly load: EventDesk<DrlcControl> | undefined;
  /** Absent for an appliance that follows no DER control. */
  readonly der: EventDesk<DerPayload> | undefined;
  readonly services: DeskServices;
  readonly host: ControlHost;
  private readonly curves: CurveShelf | undefined;
  private readonly responders: Responder[] = [];
  private isOnDefault = false;

  constructor(services: DeskServices, host: ControlHost) {
    const { profile } = host.appliance;
    this.services = services;
    this.host = host;
    if (profile.loadKinds !== 0) {
      this.load = new LoadControls(this).newDesk();
      this.responders.push(new Responder(services, host, 'DrResponse', this.load));
    }
    if (profile.derModes !== 0) {
      this.curves = new CurveShelf(MAX_CURVES, this);
      this.der = new DerControls(this).newDesk();
      this.responders.push(new Responder(services, host, 'DERControlResponse', this.der));
    }
  }

  /** Judges all events now; also what the owner and the appliance's program have to be asked regularly. */
  step(): void {
    if (this.load !== undefined) this.load.step();
    if (this.der !== undefined) this.der.step();
    if (this.load === undefined && this.der === undefined) this.host.appliance.tick(this.services.scheduler.nowMs());
  }

  /** What the default controls say of the ramps of normal operation. */
  get ramps(): DefaultRamps {
    if (this.der === undefined) return NO_RAMPS;
    return effectiveDer(this.der.engine.state, this.host.appliance.profile.derModes).ramps;
  }

  stop(): void {
    if (this.load !== undefined) this.load.stop();
    if (this.der !== undefined) this.der.stop();
    for (let i = 0; i < this.responders.length; i++) this.responders[i]!.stop();
  }

  requester(serverId: string): Requester | undefined {
    return this.host.requester(serverId);
  }

  onCurve(): void {
    this.step();
  }

  /** A desk's: the owner and the appliance's program are told, and what is owed is posted. */
  afterStep(transitions: readonly Transition[]): void {
    this.tell(transitions);
    this.host.appliance.tick(this.services.scheduler.nowMs());
    for (let i = 0; i < this.responders.length; i++) this.responders[i]!.run();
  }

  /** The DER desk's: the controls in force. */
  applyDer(engine: EventEngine<DerPayload>): void {
    const { appliance } = this.host;
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
      this.services.log.write('info', 'der.default', settings);
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
    this.curves!.wantOnly(controls);
  }

  /** The curve that an effective control names for a mode, from the server whose control it is. */
  private curveOf(engine: EventEngine<DerPayload>, effective: EffectiveDer, mode: DerModeField): DERCurve | undefined {
    const link = effective.base[mode];
    const source = effective.sources.find((entry) => entry.field === mode);
    if (source === undefined || typeof link !== 'object' || !('href' in link)) return undefined;
    const program = engine.state.programs.find((entry) => entry.programId === source.programId);
    return program === undefined ? undefined : this.curves!.get(program.serverId, link.href);
  }

  private tell(transitions: readonly Transition[]): void {
    for (let i = 0; i < transitions.length; i++) {
      const notice = NOTICES[transitions[i]!.kind];
      if (notice !== undefined) this.host.appliance.notify(notice);
    }
  }
}

/** What the desks of both function sets ask alike. */
abstract class Controls<P> implements DeskHost<P> {
  abstract readonly kind: string;
  abstract readonly supportedModes: ModeSet;
  abstract readonly exclusive: boolean;
  protected readonly room: ControlRoom;

  constructor(room: ControlRoom) {
    this.room = room;
  }

  /** A desk for them, which goes on where an earlier run was cut off. */
  newDesk(): EventDesk<P> {
    const { memory } = this.room.host;
    return new EventDesk<P>(this.room.services, this, memory === undefined ? undefined : memory.loadDesk<P>(this.kind));
  }

  keep(state: DeskState<P>): void {
    const { memory } = this.room.host;
    if (memory !== undefined) memory.saveDesk(this.kind, state);
  }

  clock(clockId: string): ServerClock | undefined {
    return this.room.host.clock(clockId);
  }

  optedOut(): boolean {
    return this.room.host.appliance.optedOut();
  }

  onMustFollow(): void {
    this.room.host.appliance.notify('this event cannot be refused');
  }

  onStepped(engine: EventEngine<P>, transitions: readonly Transition[]): void {
    this.apply(engine);
    this.room.afterStep(transitions);
  }

  protected abstract apply(engine: EventEngine<P>): void;
}

class LoadControls extends Controls<DrlcControl> {
  get kind(): string {
    return 'load';
  }

  get exclusive(): boolean {
    return DRLC_IS_EXCLUSIVE;
  }

  get supportedModes(): ModeSet {
    return this.room.host.appliance.profile.loadKinds;
  }

  protected override apply(engine: EventEngine<DrlcControl>): void {
    const { appliance } = this.room.host;
    if (appliance.applyLoadControl !== undefined) appliance.applyLoadControl(effectiveDrlc(engine.state));
  }
}

class DerControls extends Controls<DerPayload> {
  get kind(): string {
    return 'der';
  }

  get exclusive(): boolean {
    return false;
  }

  get supportedModes(): ModeSet {
    return this.room.host.appliance.profile.derModes;
  }

  protected override apply(engine: EventEngine<DerPayload>): void {
    this.room.applyDer(engine);
  }
}
