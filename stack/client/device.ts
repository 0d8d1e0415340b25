/**
 * A device: one appliance's program joined to the protocol. It finds its servers or is told of one, holds a session with
 * each, runs the events of all of them in one engine a function set, and reports what it owes.
 *
 * What it holds is bounded by `Limits`, for each of `maxConnections` servers: one link with `maxWaitingRequests`
 * requests, one answer of `maxHttpBodyOctets`, `maxAssignments` assignments and two followers of each, as many clocks and
 * one, and eight log events that wait. For all servers together, in each of two function sets: `maxPrograms` programs,
 * `maxStoredEvents` events and as many memories of finished ones, `maxOwedResponses` responses; and 24 curves of at most ten
 * points. Lists are read a page of `listPageSize` at a time, and of `maxListItems` items at most.
 */

import { ResourceCodec } from '../codec.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { LOCAL_DOMAIN } from '../dnssd/groups.js';
import { type DeviceIncident, type LogEntry, incidentEntry } from '../functions/log-event-client.js';
import { type Endpoint } from '../ports/network.js';
import { type Timer } from '../ports/scheduler.js';
import { lfdiOf, sfdiOf } from '../tls/identity.js';
import { type Appliance } from './appliance.js';
import { ControlRoom } from './control-room.js';
import { type DeviceOptions, type DeviceServices, type KnownServer } from './device-options.js';
import { Discovery } from './discovery.js';
import { type LinkTraffic, newLinkTraffic } from './link-services.js';
import { DeviceMemory } from './memory.js';
import { openLink } from './open-link.js';
import { ReportRoom } from './report-room.js';
import { Requester } from './requester.js';
import { Residence } from './residence.js';
import { type ServerClock } from './server-clock.js';
import { ServerSession, type SessionState } from './session.js';

/** How often the appliance's program is asked to look after itself, ms. */
const TICK_MS = 60_000;

export class Device {
  readonly identity: PeerIdentity;
  readonly controls: ControlRoom;
  /** What its links have carried since it was made. */
  readonly traffic: LinkTraffic = newLinkTraffic();
  private readonly services: DeviceServices;
  private readonly options: DeviceOptions;
  private readonly appliance: Appliance;
  private readonly discovery: Discovery | undefined;
  private readonly sessions = new Map<string, ServerSession>();
  private readonly reports = new Map<string, ReportRoom>();
  private readonly residences = new Map<string, Residence>();
  private readonly memory: DeviceMemory | undefined;
  private readonly codec: ResourceCodec;
  private timer: Timer | undefined = undefined;

  constructor(services: DeviceServices, options: DeviceOptions, appliance: Appliance) {
    this.services = services;
    this.options = options;
    this.appliance = appliance;
    this.codec = new ResourceCodec(services.limits);
    const lfdi = lfdiOf(services.crypto, options.identity.chain[0]!);
    this.identity = { lfdi, sfdi: sfdiOf(lfdi) };
    this.memory = services.store === undefined ? undefined : new DeviceMemory(services.store, services.log);
    this.controls = new ControlRoom({
      ...services,
      memory: this.memory,
      appliance,
      identity: this.identity,
      clock: (clockId) => this.clock(clockId),
      requester: (serverId) => this.requester(serverId),
    });
    this.discovery = options.servers === undefined ? this.newDiscovery() : undefined;
  }

  /** What each session waits for, by server. */
  get sessionStates(): readonly (readonly [serverId: string, state: SessionState])[] {
    const states: [string, SessionState][] = [];
    this.sessions.forEach((session, serverId) => states.push([serverId, session.state]));
    return states;
  }

  start(): void {
    const servers = this.options.servers ?? [];
    for (let i = 0; i < servers.length; i++) {
      const server = servers[i]!;
      this.settle(server.endpoint.address + ' ' + server.endpoint.port, server);
    }
    if (this.discovery !== undefined) this.discovery.ask();
    this.tick();
  }

  /** Reports a log event to every server that takes them: alarms of the appliance (BASIC-027). */
  report(entry: LogEntry): void {
    this.reports.forEach((room) => room.self.report(entry));
  }

  /** Ends everything in order: connections are closed, nothing is asked any more. */
  stop(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    if (this.discovery !== undefined) this.discovery.stop();
    this.sessions.forEach((session, serverId) => this.closeSession(serverId, session));
    this.controls.stop();
  }

  private newDiscovery(): Discovery {
    const { discoveryDomain, discoveryInterface } = this.options;
    return new Discovery({
      ...this.services,
      domain: discoveryDomain ?? LOCAL_DOMAIN,
      ownSfdi: this.identity.sfdi,
      interfaceName: discoveryInterface,
      onService: (service) => this.discovered(service),
    });
  }

  private discovered(service: DiscoveredService): void {
    const { log, limits } = this.services;
    const address = service.addresses[0];
    if (service.tlsPort === undefined || address === undefined) {
      log.write('warn', 'discovery.no-tls', { instance: service.instance });
      return;
    }
    if (!this.meet(service.instance, { endpoint: { address, port: service.tlsPort }, dcapPath: service.dcap })) return;
    if (this.discovery !== undefined && this.sessions.size >= limits.maxConnections) this.discovery.stop();
  }

  /** A server was found: it is followed now, or already. False where there is no room for it. */
  private meet(serverId: string, home: KnownServer): boolean {
    const { log, limits } = this.services;
    const { endpoint } = home;
    // A server has an instance for each thing that it is known by: one session suffices.
    if (this.followsAlready(endpoint)) return true;
    const before = this.sessions.get(serverId);
    const residence = this.residences.get(serverId);
    if (before !== undefined && residence !== undefined) {
      const remote = residence.home.endpoint;
      if (remote.address === endpoint.address && remote.port === endpoint.port) return true;
      this.closeSession(serverId, before);
    } else if (this.sessions.size >= limits.maxConnections) {
      log.write('warn', 'discovery.too-many', { instance: serverId, maxConnections: limits.maxConnections });
      return false;
    }
    this.settle(serverId, home);
    return true;
  }

  /** A server is known to be there. */
  private settle(serverId: string, home: KnownServer): void {
    this.residences.set(serverId, new Residence(home));
    this.openSession(serverId, home);
  }

  private followsAlready({ address, port }: Endpoint): boolean {
    let found = false;
    this.sessions.forEach((session) => {
      const { remote } = session.services.requester.link;
      if (remote.address === address && remote.port === port) found = true;
    });
    return found;
  }

  private openSession(serverId: string, server: KnownServer): void {
    const { scheduler, entropy, limits, log } = this.services;
    const { encoding, onBody, pin } = this.options;
    const link = openLink(serverId, server.endpoint, this.services, this.options, this.traffic, this.memory);
    const base = {
      link,
      scheduler,
      entropy,
      codec: this.codec,
      encoding,
      onUnreachable: (first: boolean) => this.unreachable(serverId, first),
      onReached: () => this.incident(serverId, 'server regained'),
    };
    const requester = new Requester(onBody === undefined ? base : { ...base, onBody });
    const services = { serverId, requester, scheduler, entropy, limits, log, identity: this.identity };
    const { profile } = this.appliance;
    const session = new ServerSession(services, {
      dcapPath: server.dcapPath,
      deviceCategory: profile.deviceCategory,
      pin,
      load: this.controls.load,
      der: this.controls.der,
      onClockChanged: (stepS) => {
        if (stepS !== 0) this.incident(serverId, 'clock stepped', Math.round(Math.abs(stepS)));
        this.controls.step();
      },
      onEndDevice: (links) => this.reportRoom(session).take(links),
      onMoved: (href) => this.moved(serverId, href),
    });
    this.sessions.set(serverId, session);
    session.start();
  }

  /** Discovery may know where it is now; a server that sent us elsewhere is asked again itself. */
  private unreachable(serverId: string, first: boolean): void {
    const { scheduler } = this.services;
    if (first) this.incident(serverId, 'server lost');
    if (this.discovery !== undefined) this.discovery.ask();
    const residence = this.residences.get(serverId);
    if (residence === undefined || !residence.returns()) return;
    scheduler.at(scheduler.nowMs(), () => this.reopen(serverId, residence.home));
  }

  /** The server said that it lives elsewhere (ERR-001). Answers whether the device follows it there. */
  private moved(serverId: string, href: string): boolean {
    const { scheduler, log } = this.services;
    const nowMs = scheduler.nowMs();
    const move = this.residences.get(serverId)!.move(href, nowMs);
    if ('refusal' in move) {
      log.write('error', 'session.move-refused', { server: serverId, href, detail: move.refusal });
      return false;
    }
    log.write('info', 'session.moved', { server: serverId, href });
    scheduler.at(nowMs, () => this.reopen(serverId, move.to));
    return true;
  }

  private reopen(serverId: string, server: KnownServer): void {
    const session = this.sessions.get(serverId);
    if (session === undefined) return;
    this.closeSession(serverId, session);
    this.openSession(serverId, server);
  }

  /** Tells one server what befell the device there. */
  private incident(serverId: string, incident: DeviceIncident, extendedData?: number): void {
    const room = this.reports.get(serverId);
    if (room === undefined) return;
    room.self.report(incidentEntry(incident, extendedData));
  }

  private closeSession(serverId: string, session: ServerSession): void {
    session.stop();
    session.services.requester.link.close();
    this.sessions.delete(serverId);
    const room = this.reports.get(serverId);
    if (room !== undefined) room.stop();
    this.reports.delete(serverId);
  }

  private reportRoom(session: ServerSession): ReportRoom {
    const serverId = session.services.serverId;
    let room = this.reports.get(serverId);
    if (room === undefined) {
      room = new ReportRoom(
        session.services,
        this.appliance,
        () => session.nowS(),
        () => this.controls.ramps,
      );
      this.reports.set(serverId, room);
      const residence = this.residences.get(serverId);
      if (residence !== undefined && !residence.isTold) {
        residence.isTold = true;
        room.self.report(incidentEntry('device started'));
      }
    }
    return room;
  }

  private clock(clockId: string): ServerClock | undefined {
    let found: ServerClock | undefined;
    this.sessions.forEach((session) => {
      found = found ?? session.time.clock(clockId);
    });
    return found;
  }

  private requester(serverId: string): Requester | undefined {
    const session = this.sessions.get(serverId);
    return session === undefined ? undefined : session.services.requester;
  }

  private tick(): void {
    const { scheduler } = this.services;
    this.controls.step();
    this.reports.forEach((room) => room.tick());
    this.timer = scheduler.at(scheduler.nowMs() + TICK_MS, () => this.tick());
  }
}
