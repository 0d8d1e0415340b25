/**
 * Finds servers on the link: the DNS-SD querier joined to UDP sockets and timers
 * (IEEE 2030.5-2018, resource discovery; COMM-001).
 */

import { type Limits } from '../core/limits.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { DNS_SD_PORT, type DnsSdDomain } from '../dnssd/groups.js';
import { DnsSdQuerier } from '../dnssd/querier.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type UdpPort, type UdpSocket } from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';

export interface DiscoveryOptions {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
  readonly domain: DnsSdDomain;
  readonly ownSfdi: number;
  /** One interface alone; absent for all. */
  readonly interfaceName?: string;
  /** A server was found, or moved to another address. */
  onService(service: DiscoveredService): void;
}

export class Discovery {
  private readonly options: DiscoveryOptions;
  private readonly querier: DnsSdQuerier;
  private readonly sockets: { readonly socket: UdpSocket; readonly group: string }[] = [];
  private timer: Timer | undefined = undefined;

  constructor(options: DiscoveryOptions) {
    const { domain, ownSfdi, limits, entropy } = options;
    this.options = options;
    this.querier = new DnsSdQuerier({ domain: domain.name, ownSfdi, limits, entropy });
  }

  start(): void {
    const { udp, domain, interfaceName, scheduler, log } = this.options;
    const handler = {
      onDatagram: (octets: Uint8Array, from: { address: string; port: number }, name: string | undefined): void => {
        this.querier.receive(octets, from, scheduler.nowMs(), name);
        this.pump();
      },
      onFailed: (detail: string): void => log.write('warn', 'discovery.socket', { detail }),
    };
    for (let i = 0; i < domain.groups.length; i++) {
      const { family, address } = domain.groups[i]!;
      const base = { family, port: DNS_SD_PORT, group: address };
      const socket = udp.open(interfaceName === undefined ? base : { ...base, interfaceName }, handler);
      this.sockets.push({ socket, group: address });
    }
    this.querier.start(scheduler.nowMs());
    this.pump();
  }

  /** Asks anew, as after the link came back. */
  restart(): void {
    this.querier.start(this.options.scheduler.nowMs());
    this.pump();
  }

  stop(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    this.querier.stop();
    for (let i = 0; i < this.sockets.length; i++) this.sockets[i]!.socket.close();
    this.sockets.length = 0;
  }

  private pump(): void {
    const { scheduler } = this.options;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    this.querier.poll(scheduler.nowMs());
    for (let next = this.querier.takeDatagram(); next !== undefined; next = this.querier.takeDatagram()) {
      for (let i = 0; i < this.sockets.length; i++) {
        const { socket, group } = this.sockets[i]!;
        socket.send(next.octets, next.to === 'multicast' ? { address: group, port: DNS_SD_PORT } : next.to);
      }
    }
    this.tellEvents();
    const atMs = this.querier.pollAt();
    if (atMs !== undefined && this.sockets.length > 0) this.timer = scheduler.at(atMs, () => this.pump());
  }

  private tellEvents(): void {
    const { log } = this.options;
    for (let event = this.querier.takeEvent(); event !== undefined; event = this.querier.takeEvent()) {
      if (event.kind === 'ignored') {
        log.write('info', 'discovery.ignored', { name: event.name, reason: event.reason, from: event.from });
      } else if (event.kind === 'refused') {
        log.write('debug', 'discovery.refused', { detail: event.error.message, from: event.from.address });
      } else {
        const { instance, addresses, tlsPort, dcap } = event.service;
        log.write('info', 'discovery.' + event.kind, { instance, address: addresses[0], tlsPort, dcap });
        if (event.kind !== 'lost') this.options.onService(event.service);
      }
    }
  }
}
