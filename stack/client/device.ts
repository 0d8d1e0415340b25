/**
 * A device: one appliance's program joined to the protocol. It finds its servers or is told of one, holds a session with
 * each, runs the events of all of them in one engine a function set, and reports what it owes.
 */

import { type Limits } from '../core/limits.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { type DnsSdDomain, LOCAL_DOMAIN } from '../dnssd/groups.js';
import { type CryptoPort } from '../ports/crypto.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Endpoint, type TcpPort, type UdpPort } from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type Store } from '../ports/store.js';
import { TlsClient } from '../tls/client.js';
import { type TlsConfig, type TlsIdentity } from '../tls/config.js';
import { type TlsSession } from '../tls/session.js';
import { lfdiOf, sfdiOf } from '../tls/identity.js';
import { type DeviceIncident, type LogEntry, incidentEntry } from '../functions/log-event-client.js';
import { type TrustStore } from '../tls/x509/trust-store.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type Appliance } from './appliance.js';
import { ControlRoom } from './control-room.js';
import { Discovery } from './discovery.js';
import { isNumericHost, parseHref } from './href.js';
import { Link } from './link.js';
import { type LinkTimes, type LinkTraffic, newLinkTraffic } from './link-services.js';
import { DeviceMemory } from './memory.js';
import { ReportRoom } from './report-room.js';
import { Requester } from './requester.js';
import { type ServerClock } from './server-clock.js';
import { ServerSession, type SessionState } from './session.js';

export interface DeviceServices {
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly crypto: CryptoPort;
  readonly limits: Limits;
  readonly log: Log;
  /** Where the device keeps TLS sessions and events over a power cut; absent: it begins anew each time. */
  readonly store?: Store;
}

/** A server that is known without discovery (COMM-002). */
export interface KnownServer {
  readonly endpoint: Endpoint;
  /** Path of its DeviceCapability. */
  readonly dcapPath: string;
}

export interface DeviceOptions {
  readonly identity: TlsIdentity;
  readonly trust: TrustStore;
  readonly encoding: 'exi' | 'xml';
  /** The PIN of the label; absent where the owner gave none: no server is then checked by it. */
  readonly pin?: number;
  /** Servers that are known; with none the device asks DNS-SD. */
  readonly servers?: readonly KnownServer[];
  readonly discoveryDomain?: DnsSdDomain;
  readonly discoveryInterface?: string;
  readonly linkTimes?: LinkTimes;
  /** The date for certificates, s; absent while unknown. */
  readonly certificateTimeS?: () => number | undefined;
  /** Counts the octets of bodies, either way. */
  readonly onBody?: (direction: 'sent' | 'received', octets: number, resource: Sep2Resource) => void;
}

/** How often the appliance's program is asked to look after itself, ms. */
const TICK_MS = 60_000;

/** Servers may send a device on so often within {@link MOVES_WITHIN_MS}: two that name each other go on for ever. */
const MAX_MOVES = 3;
const MOVES_WITHIN_MS = 3_600_000;

/** Where a server is known to be, and where it sent us since. */
interface Residence {
  readonly home: KnownServer;
  /** When it sent us elsewhere, ms: the last {@link MAX_MOVES} times. */
  readonly movedMs: number[];
  isAway: boolean;
  /** Whether it has been told that the device started. */
  isTold: boolean;
}

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
  private timer: Timer | undefined = undefined;

  constructor(services: DeviceServices, options: DeviceOptions, appliance: Appliance) {
    this.services = services;
    this.options = options;
    this.appliance = appliance;
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
    if (this.discovery !== undefined) this.discovery.start();
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
    const endpoint = { address, port: service.tlsPort };
    // A server has an instance for each thing that it is known by: one session suffices.
    if (this.followsAlready(endpoint)) return;
    const before = this.sessions.get(service.instance);
    const residence = this.residences.get(service.instance);
    if (before !== undefined && residence !== undefined) {
      const remote = residence.home.endpoint;
      if (remote.address === endpoint.address && remote.port === endpoint.port) return;
      this.closeSession(service.instance, before);
    } else if (this.sessions.size >= limits.maxConnections) {
      log.write('warn', 'discovery.too-many', { instance: service.instance, maxConnections: limits.maxConnections });
      return;
    }
    this.settle(service.instance, { endpoint, dcapPath: service.dcap });
  }

  /** A server is known to be there. */
  private settle(serverId: string, home: KnownServer): void {
    this.residences.set(serverId, { home, movedMs: [], isAway: false, isTold: false });
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
    const link = this.newLink(serverId, server.endpoint);
    const base = {
      link,
      scheduler,
      entropy,
      limits,
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
    if (residence === undefined || !residence.isAway) return;
    residence.isAway = false;
    scheduler.at(scheduler.nowMs(), () => this.reopen(serverId, residence.home));
  }

  /** The server said that it lives elsewhere (ERR-001). Answers whether the device follows it there. */
  private moved(serverId: string, href: string): boolean {
    const { scheduler, log } = this.services;
    const residence = this.residences.get(serverId);
    const target = parseHref(href);
    const nowMs = scheduler.nowMs();
    let refusal: string | undefined;
    if (target.authority === undefined || residence === undefined) refusal = 'nowhere to go';
    else if (!target.secure) refusal = 'plain http';
    else if (!isNumericHost(target.authority.address)) refusal = 'a host name: a device has no resolver';
    else if (residence.movedMs.length >= MAX_MOVES && nowMs - residence.movedMs[0]! < MOVES_WITHIN_MS) {
      refusal = 'more than ' + MAX_MOVES + ' moves within an hour';
    }
    if (refusal !== undefined) {
      log.write('error', 'session.move-refused', { server: serverId, href, detail: refusal });
      return false;
    }
    log.write('info', 'session.moved', { server: serverId, href });
    residence!.movedMs.push(nowMs);
    if (residence!.movedMs.length > MAX_MOVES) residence!.movedMs.shift();
    residence!.isAway = true;
    const server = { endpoint: target.authority!, dcapPath: target.path };
    scheduler.at(nowMs, () => this.reopen(serverId, server));
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

  private newLink(serverId: string, remote: Endpoint): Link {
    const memory = this.memory;
    const { tcp, scheduler, log, limits, crypto } = this.services;
    const { identity, trust, certificateTimeS, linkTimes } = this.options;
    const base = { crypto, identity, trust, limits };
    const config: TlsConfig = certificateTimeS === undefined ? base : { ...base, nowS: certificateTimeS };
    const kept =
      memory === undefined
        ? {}
        : {
            loadSession: () => memory.loadSession(serverId),
            keepSession: (session: TlsSession) => memory.saveSession(serverId, session),
          };
    const services = {
      ...kept,
      tcp,
      scheduler,
      log,
      limits,
      traffic: this.traffic,
      newTls: (session: TlsSession | undefined) => new TlsClient(config, session === undefined ? {} : { session }),
    };
    return linkTimes === undefined ? new Link(remote, services) : new Link(remote, services, linkTimes);
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
