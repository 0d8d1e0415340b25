/** Finds servers on the link and says which (IEEE 2030.5-2018, resource discovery; COMM-001). */

import { type Limits } from '../core/limits.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { type DnsSdDomain } from '../dnssd/groups.js';
import { DnsSdQuerier } from '../dnssd/querier.js';
import { DnsSdRunner } from '../dnssd/runner.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type UdpPort } from '../ports/network.js';
import { type Scheduler } from '../ports/scheduler.js';

export interface DiscoveryOptions {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
  readonly domain: DnsSdDomain;
  readonly ownSfdi: number;
  /** One interface alone; `undefined` for all. */
  readonly interfaceName?: string | undefined;
  /** A server was found, or moved to another address. */
  onService(service: DiscoveredService): void;
}

export class Discovery {
  private readonly options: DiscoveryOptions;
  private readonly querier: DnsSdQuerier;
  private readonly runner: DnsSdRunner;

  constructor(options: DiscoveryOptions) {
    const { domain, ownSfdi, limits, entropy } = options;
    this.options = options;
    this.querier = new DnsSdQuerier({ domain: domain.name, ownSfdi, limits, entropy });
    this.runner = new DnsSdRunner(this.querier, { ...options, onTurn: () => this.tellEvents() });
  }

  start(): void {
    this.runner.open();
    this.ask();
  }

  /** Asks, or asks anew, as after the link came back. */
  ask(): void {
    this.querier.start(this.options.scheduler.nowMs());
    this.runner.turn();
  }

  stop(): void {
    this.querier.stop();
    this.runner.close();
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
