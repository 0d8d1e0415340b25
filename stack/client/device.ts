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
import { type TimerHandler } from '../core/timer-queue.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { LOCAL_DOMAIN } from '../dnssd/groups.js';
import { type DeviceIncident, type LogEntry, incidentEntry } from '../functions/log-event-client.js';
import { type Endpoint } from '../ports/network.js';
import { type Timer } from '../ports/scheduler.js';
import { lfdiOf, sfdiOf } from '../tls/identity.js';
import { type Appliance } from './appliance.js';
import { type ControlHost, ControlRoom } from './control-room.js';
import { type DeviceOptions, type DeviceServices, type KnownServer } from './device-options.js';
import { Discovery, type DiscoveryListener } from './discovery.js';
import { type LinkTraffic, newLinkTraffic } from './link-services.js';
import { DeviceMemory } from './memory.js';
import { openLink } from './open-link.js';
import { ReportRoom } from './report-room.js';
import { Requester } from './requester.js';
import { Residence } from './residence.js';
import { type ServerClock } from './server-clock.js';
import { type ReportLinks, ServerSession, type SessionHost, type SessionState } from './session.js';

/** How often the appliance's program is asked to look after itself, ms. */
const TICK_MS = 60_000;

/** A server that the device knows. */
interface Followed {
  readonly residence: Residence;
  /** Absent only while it moves. */
  session: ServerSession | undefined;
  /** Once the server has named places to report to. */
  room: ReportRoom | undefined;
}

export class Device implements SessionHost, ControlHost, DiscoveryListener, TimerHandler {
  readonly identity: PeerIdentity;
  readonly controls: ControlRoom;
  /** What its links have carried since it was made. */
  readonly traffic: LinkTraffic = newLinkTraffic();
  readonly appliance: Appliance;
  /** Absent for a device without a store. */
  readonly memory: DeviceMemory | undefined;
  private readonly services: DeviceServices;
  private readonly options: DeviceOptions;
  private readonly discovery: Discovery | undefined;
  /** By serverId. */
  private readonly servers = new Map<string, Followed>();
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
    this.controls = new ControlRoom(services, this);
    this.discovery = options.servers === undefined ? this.newDiscovery() : undefined;
  }

  /** What each session waits for, by server. */
  get sessionStates(): readonly (readonly [serverId: string, state: SessionState])[] {
    const states: [string, SessionState][] = [];
    this.servers.forEach(({ session }, serverId) => {
      if (session !== undefined) states.push([serverId, session.state]);
    });
    return states;
  }

  get deviceCategory(): number {
    return this.appliance.profile.deviceCategory;
  }

  get pin(): number | undefined {
    return this.options.pin;
  }

  start(): void {
    const servers = this.options.servers ?? [];
    for (let i = 0; i < servers.length; i++) {
      const server = servers[i]!;
      this.settle(server.endpoint.address + ' ' + server.endpoint.port, server);
    }
    if (this.discovery !== undefined) this.discovery.ask();
    this.onTimer();
  }

  /** Reports a log event to every server that takes them: alarms of the appliance (BASIC-027). */
  report(entry: LogEntry): void {
    this.servers.forEach(({ room }) => {
      if (room !== undefined) room.self.report(entry);
    });
  }

  /** Ends everything in order: connections are closed, nothing is asked any more. */
  stop(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    if (this.discovery !== undefined) this.discovery.stop();
    this.servers.forEach((server) => this.closeSession(server));
    this.controls.stop();
  }

  /** Discovery's: a server was found, or moved to another address. */
  onService(service: DiscoveredService): void {
    const { log, limits } = this.services;
    const address = service.addresses[0];
    if (service.tlsPort === undefined || address === undefined) {
      log.write('warn', 'discovery.no-tls', { instance: service.instance });
      return;
    }
    if (!this.meet(service.instance, { endpoint: { address, port: service.tlsPort }, dcapPath: service.dcap })) return;
    if (this.discovery !== undefined && this.servers.size >= limits.maxConnections) this.discovery.stop();
  }

  /** Discovery may know where it is now; a server that sent us elsewhere is asked again itself. */
  onUnreachable(serverId: string, first: boolean): void {
    const { scheduler } = this.services;
    if (first) this.incident(serverId, 'server lost');
    if (this.discovery !== undefined) this.discovery.ask();
    const server = this.servers.get(serverId);
    if (server === undefined || !server.residence.returns()) return;
    scheduler.at(scheduler.nowMs(), () => this.reopen(serverId, server.residence.home));
  }

  /** The server said that it lives elsewhere (ERR-001). Answers whether the device follows it there. */
  onMoved(serverId: string, href: string): boolean {
    const { scheduler, log } = this.services;
    const nowMs = scheduler.nowMs();
    const move = this.servers.get(serverId)!.residence.move(href, nowMs);
    if ('refusal' in move) {
      log.write('error', 'session.move-refused', { server: serverId, href, detail: move.refusal });
      return false;
    }
    log.write('info', 'session.moved', { server: serverId, href });
    scheduler.at(nowMs, () => this.reopen(serverId, move.to));
    return true;
  }

  onReached(serverId: string): void {
    this.incident(serverId, 'server regained');
  }

  onClockChanged(serverId: string, stepS: number): void {
    if (stepS !== 0) this.incident(serverId, 'clock stepped', Math.round(Math.abs(stepS)));
    this.controls.step();
  }

  onEndDevice(session: ServerSession, links: ReportLinks): void {
    this.reportRoom(session).take(links);
  }

  clock(clockId: string): ServerClock | undefined {
    let found: ServerClock | undefined;
    this.servers.forEach(({ session }) => {
      if (session !== undefined) found = found ?? session.time.clock(clockId);
    });
    return found;
  }

  requester(serverId: string): Requester | undefined {
    const server = this.servers.get(serverId);
    return server === undefined || server.session === undefined ? undefined : server.session.services.requester;
  }

  /** Looks after what nobody else does: about once a minute. */
  onTimer(): void {
    const { scheduler } = this.services;
    this.controls.step();
    this.servers.forEach(({ room }) => {
      if (room !== undefined) room.tick();
    });
    this.timer = scheduler.at(scheduler.nowMs() + TICK_MS, this);
  }

  private newDiscovery(): Discovery {
    const { discoveryDomain, discoveryInterface } = this.options;
    return new Discovery(this.services, discoveryDomain ?? LOCAL_DOMAIN, discoveryInterface, this.identity.sfdi, this);
  }

  /** A server was found: it is followed now, or already. False where there is no room for it. */
  private meet(serverId: string, home: KnownServer): boolean {
    const { log, limits } = this.services;
    // A server has an instance for each thing that it is known by: one session suffices.
    if (this.followsAlready(home.endpoint)) return true;
    const before = this.servers.get(serverId);
    if (before !== undefined) {
      if (isSameEndpoint(before.residence.home.endpoint, home.endpoint)) return true;
      this.closeSession(before);
    } else if (this.servers.size >= limits.maxConnections) {
      log.write('warn', 'discovery.too-many', { instance: serverId, maxConnections: limits.maxConnections });
      return false;
    }
    this.settle(serverId, home);
    return true;
  }

  /** A server is known to be there. */
  private settle(serverId: string, home: KnownServer): void {
    const server: Followed = { residence: new Residence(home), session: undefined, room: undefined };
    this.servers.set(serverId, server);
    this.openSession(serverId, server, home);
  }

  private followsAlready(endpoint: Endpoint): boolean {
    let found = false;
    this.servers.forEach(({ session }) => {
      if (session !== undefined && isSameEndpoint(session.services.requester.link.remote, endpoint)) found = true;
    });
    return found;
  }

  private openSession(serverId: string, server: Followed, at: KnownServer): void {
    const { scheduler, entropy, limits, log } = this.services;
    const { encoding, onBody } = this.options;
    const link = openLink(serverId, at.endpoint, this.services, this.options, this.traffic, this.memory);
    const base = { link, scheduler, entropy, codec: this.codec, encoding };
    const requester = new Requester(onBody === undefined ? base : { ...base, onBody });
    const services = { serverId, requester, scheduler, entropy, limits, log, identity: this.identity };
    const session = new ServerSession(services, at.dcapPath, this);
    server.session = session;
    session.start();
  }

  private reopen(serverId: string, at: KnownServer): void {
    const server = this.servers.get(serverId);
    if (server === undefined) return;
    this.closeSession(server);
    this.openSession(serverId, server, at);
  }

  /** Tells one server what befell the device there. */
  private incident(serverId: string, incident: DeviceIncident, extendedData?: number): void {
    const server = this.servers.get(serverId);
    if (server === undefined || server.room === undefined) return;
    server.room.self.report(incidentEntry(incident, extendedData));
  }

  private closeSession(server: Followed): void {
    const { session, room } = server;
    server.session = undefined;
    server.room = undefined;
    if (session !== undefined) {
      session.stop();
      session.services.requester.link.close();
    }
    if (room !== undefined) room.stop();
  }

  private reportRoom(session: ServerSession): ReportRoom {
    const server = this.servers.get(session.services.serverId)!;
    if (server.room !== undefined) return server.room;
    const room = new ReportRoom(session.services, this.appliance, session, this.controls);
    server.room = room;
    if (!server.residence.isTold) {
      server.residence.isTold = true;
      room.self.report(incidentEntry('device started'));
    }
    return room;
  }
}

function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.address === b.address && a.port === b.port;
}
