/**
 * A utility server: the function sets put together, with what its operator does in a few calls. Scenario, simulator and
 * the `sep2 serve` command are written against this; it has no sockets and no clock but the one it is given.
 */

import { type Limits } from '../core/limits.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { DEMAND_RESPONSE, serveDemandResponse } from '../functions/demand-response-server.js';
import {
  addCurve,
  type CurveSpec,
  type DefaultControlSpec,
  DER_PROGRAM,
  serveDerPrograms,
  setDefaultControl,
} from '../functions/der-program-server.js';
import { serveDeviceCapability } from '../functions/device-capability-server.js';
import { serveDeviceReports } from '../functions/device-reports-server.js';
import { EndDeviceDesk, type EndDeviceSpec } from '../functions/end-device-server.js';
import { EventBook } from '../functions/event-server.js';
import { type EventSpec } from '../functions/event-spec.js';
import { type AssignmentSpec, assignPrograms, withdrawProgram } from '../functions/function-set-assignments-server.js';
import { MirrorDesk } from '../functions/metering-mirror-server.js';
import { serveMetering } from '../functions/metering-server.js';
import { elementOfKind, type ResourceKind } from '../functions/method-table.js';
import { type Program, ProgramBook, type ProgramSpec } from '../functions/program-server.js';
import { type Entry, type ResourceTree, WHOLE_LIST } from '../functions/resource-tree.js';
import { ResponseDesk } from '../functions/response-server.js';
import {
  DEFAULT_SERVER_CONFIG,
  type KindHandler,
  type ServerConfig,
  type ServerHost,
  type ServerObserver,
} from '../functions/server-host.js';
import { serveTime } from '../functions/time-server.js';
import { type HttpRequest, type HttpResponse } from '../http/message.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type Entropy } from '../ports/entropy.js';
import { type WallClock } from '../ports/wall-clock.js';
import { AccessRegister } from './access.js';
import { ServerCore } from './core.js';
import { type DocumentCodec } from './document-codec.js';
import { createMemoryTree } from './memory-tree.js';

/** What a server is given. */
export interface UtilityServerOptions {
  /** The clock that Time serves, and by which events live. */
  readonly clock: WallClock;
  /** Draws mRIDs. */
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly codec: DocumentCodec;
  readonly config?: Partial<ServerConfig>;
  readonly observer?: ServerObserver;
  /** Where resources are kept; in memory where absent. Must be empty. */
  readonly tree?: ResourceTree;
}

/** How an event is cancelled. */
export interface CancelOptions {
  /** Devices end it within the event's own random window (currentStatus 3), not at once (2). Default: at once. */
  readonly isRandomized?: boolean;
  /** At most 192 characters. */
  readonly reason?: string;
}

export class UtilityServer {
  /** Everything that is served; for reading back what devices put and posted. */
  readonly tree: ResourceTree;
  readonly config: ServerConfig;
  private readonly clock: WallClock;
  private readonly core: ServerCore;
  private readonly host: ServerHost;
  private readonly access = new AccessRegister();
  private readonly events: EventBook;
  private readonly programs: ProgramBook;
  private readonly devices: EndDeviceDesk;
  private readonly mirrors: MirrorDesk;

  constructor(options: UtilityServerOptions) {
    const handlers = new Map<ResourceKind, KindHandler>();
    const { clock, entropy, limits, codec } = options;
    const observer = options.observer ?? {};
    const tree = options.tree ?? createMemoryTree();
    this.clock = clock;
    this.tree = tree;
    this.config = { ...DEFAULT_SERVER_CONFIG, ...options.config };
    const { access, config } = this;
    const handle = (kind: ResourceKind, handler: KindHandler): void => addHandler(handlers, kind, handler);
    const check = (kind: ResourceKind, fields: object): void => {
      codec.encode({ $element: elementOfKind(kind), ...fields } as Sep2Resource, 'xml');
    };
    this.host = { tree, access, config, entropy, observer, handle, check };
    const desk = new ResponseDesk(this.host);
    this.events = new EventBook(this.host);
    desk.attach(this.events);
    this.programs = new ProgramBook(this.host, this.events, desk);
    this.devices = new EndDeviceDesk(this.host);
    serveTime(this.host);
    serveMetering(this.host);
    this.mirrors = new MirrorDesk(this.host);
    serveDeviceReports(this.host);
    serveDemandResponse(this.host);
    serveDerPrograms(this.host);
    serveDeviceCapability(this.host);
    const advance = (nowS: number): void => this.events.advance(nowS);
    const { maxCachedBodies, maxCachedOctets } = config;
    const cache = { maxCachedBodies, maxCachedOctets };
    this.core = new ServerCore({ tree, access, handlers, codec, limits, observer, advance, ...cache });
  }

  /** Answers one request at the clock's time. */
  handle(request: HttpRequest, peer: PeerIdentity | undefined): HttpResponse {
    return this.core.handle(request, peer, this.clock.nowS());
  }

  /** Brings event statuses up to the clock; requests do so too. */
  advance(): void {
    this.events.advance(this.clock.nowS());
  }

  /** When an event's status changes next by time alone, seconds; `undefined` where none will. */
  nextChangeS(): number | undefined {
    return this.events.nextChangeS();
  }

  /** Registers a device and returns the path of its EndDevice. @throws RangeError where it is registered already. */
  addEndDevice(spec: EndDeviceSpec): string {
    return this.devices.add(spec, this.clock.nowS());
  }

  /** Removes a device, its mirrors and its memberships (MAINT-001). An unknown LFDI does nothing. */
  removeEndDevice(lfdi: string): void {
    this.mirrors.removeAllOf(lfdi);
    this.devices.remove(lfdi);
  }

  /** The path of a device's EndDevice; `undefined` where it is not registered. */
  endDevicePath(lfdi: string): string | undefined {
    return this.access.pathOf(lfdi);
  }

  /** LFDIs of all registered devices. */
  endDevices(): readonly string[] {
    return this.access.devices();
  }

  /** Offers a program of either kind, without members. @throws RangeError naming the argument. */
  addProgram(spec: ProgramSpec & { readonly kind: 'demand-response' | 'der' }): Program {
    return this.programs.add(spec.kind === 'der' ? DER_PROGRAM : DEMAND_RESPONSE, spec);
  }

  /** Withdraws a program, its events and its responses. */
  removeProgram(program: Program): void {
    for (const lfdi of this.access.devices()) withdrawProgram(this.host, lfdi, program);
    this.programs.remove(program);
  }

  /** Gives a device a function set assignment with these programs and returns its path. */
  assign(lfdi: string, assignment: AssignmentSpec): string {
    return assignPrograms(this.host, lfdi, assignment);
  }

  /** Takes a device out of a program. */
  unassign(lfdi: string, program: Program): void {
    withdrawProgram(this.host, lfdi, program);
  }

  /** Publishes an event and returns its path. @throws RangeError naming the argument. */
  addEvent(program: Program, spec: EventSpec): string {
    return this.programs.addEvent(program.path, spec, this.clock.nowS());
  }

  /** Cancels an event; `false` where it is over, cancelled or unknown. */
  cancelEvent(path: string, options: CancelOptions = {}): boolean {
    return this.events.cancel(path, this.clock.nowS(), options.isRandomized === true, options.reason);
  }

  /** Sets or replaces a DER program's default control. */
  setDefaultControl(program: Program, spec: DefaultControlSpec): string {
    return setDefaultControl(this.host, program, spec);
  }

  /** Publishes a curve in a DER program and returns its path, for an `opMod…` to link to. */
  addCurve(program: Program, spec: CurveSpec): string {
    return addCurve(this.host, program, spec, this.clock.nowS());
  }

  /** The description of an event, for a log; `undefined` where it has none, or has left its list. */
  describeEvent(mRID: string): string | undefined {
    const subject = this.events.subject(mRID);
    if (subject === undefined || subject.isGone) return undefined;
    return (this.tree.get(subject.path)!.fields as { description?: string }).description;
  }

  /** Everything in a list, of all devices: responses, log events, mirrors. @throws RangeError where there is no list. */
  items(listPath: string): readonly Entry[] {
    return this.tree.page(listPath, undefined, WHOLE_LIST);
  }

  /** The responses to a program's events, newest first. */
  responses(program: Program): readonly Entry[] {
    return this.items(program.home.replyTo);
  }
}

/** Function sets that share a kind add to its behaviour; two that both want one method is a mistake here. */
function addHandler(handlers: Map<ResourceKind, KindHandler>, kind: ResourceKind, handler: KindHandler): void {
  if (handlers.has(kind)) throw new TypeError('kind: expected one without handler, got ' + kind);
  handlers.set(kind, handler);
}
