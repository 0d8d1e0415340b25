/**
 * Finds servers on the link and says which (IEEE 2030.5-2018, resource discovery; COMM-001).
 *
 * Once a server is found nothing is kept fresh: the connection tells better than records whether it is there. When it is
 * lost, whoever follows it asks anew. Between, announcements are still heard, unless there is room for no other server.
 */

import { type Limits } from '../core/limits.js';
import { type DiscoveredService } from '../dnssd/discovered.js';
import { type DnsSdDomain } from '../dnssd/groups.js';
import { type DnsSdEvent, DnsSdQuerier } from '../dnssd/querier.js';
import { DnsSdRunner } from '../dnssd/runner.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type UdpPort } from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';

export interface DiscoveryServices {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
}

/** Who looks for servers. */
export interface DiscoveryListener {
  /** A server was found, or moved to another address. */
  onService(service: DiscoveredService): void;
}

/** Asking goes on for so long after the last server was found: there may be more. ms. */
const LINGER_MS = 30_000;

/** A server that cannot be reached is asked for again after this long, then twice as long and so on, ms. */
const ASK_AGAIN_MS = 60_000;
const LONGEST_ASK_AGAIN_MS = 15 * 60_000;

export class Discovery {
  private readonly services: DiscoveryServices;
  private readonly domain: DnsSdDomain;
  private readonly interfaceName: string | undefined;
  private readonly ownSfdi: number;
  private readonly listener: DiscoveryListener;
  /** Both are there while anything is asked or heard. */
  private querier: DnsSdQuerier | undefined = undefined;
  private runner: DnsSdRunner | undefined = undefined;
  private restTimer: Timer | undefined = undefined;
  private askedMs = -Infinity;
  private askAgainMs = ASK_AGAIN_MS;

  /** @param interfaceName one interface alone; `undefined` for all */
  constructor(
    services: DiscoveryServices,
    domain: DnsSdDomain,
    interfaceName: string | undefined,
    ownSfdi: number,
    listener: DiscoveryListener,
  ) {
    this.services = services;
    this.domain = domain;
    this.interfaceName = interfaceName;
    this.ownSfdi = ownSfdi;
    this.listener = listener;
  }

  /** Asks, or asks anew, as when a server does not answer any more; the less often the longer none is found. */
  ask(): void {
    const nowMs = this.services.scheduler.nowMs();
    const sinceMs = nowMs - this.askedMs;
    if (sinceMs < this.askAgainMs) return;
    if (this.askedMs !== -Infinity) this.askAgainMs = Math.min(2 * this.askAgainMs, LONGEST_ASK_AGAIN_MS);
    this.askedMs = nowMs;
    this.listen();
    this.querier!.start(nowMs);
    this.runner!.turn();
  }

  /** There is room for no other server: nothing is asked, heard or kept until {@link ask}. */
  stop(): void {
    if (this.restTimer !== undefined) this.restTimer.cancel();
    this.restTimer = undefined;
    if (this.runner !== undefined) this.runner.close();
    this.runner = undefined;
    this.querier = undefined;
  }

  private listen(): void {
    if (this.querier !== undefined) return;
    const { domain, ownSfdi, interfaceName } = this;
    const { udp, scheduler, entropy, limits, log } = this.services;
    this.querier = new DnsSdQuerier({ domain: domain.name, ownSfdi, limits, entropy });
    this.runner = new DnsSdRunner(this.querier, {
      udp,
      scheduler,
      log,
      domain,
      interfaceName,
      onTurn: () => this.tellEvents(),
    });
    this.runner.open();
  }

  private restSoon(): void {
    const { scheduler } = this.services;
    if (this.restTimer !== undefined) this.restTimer.cancel();
    this.restTimer = scheduler.at(scheduler.nowMs() + LINGER_MS, () => {
      this.restTimer = undefined;
      if (this.querier === undefined) return;
      this.querier.stop();
      this.runner!.turn();
    });
  }

  private tellEvents(): void {
    const { log } = this.services;
    // Whoever is told of a server may have heard enough.
    for (let event = this.takeEvent(); event !== undefined; event = this.takeEvent()) {
      if (event.kind === 'ignored') {
        log.write('info', 'discovery.ignored', { name: event.name, reason: event.reason, from: event.from });
      } else if (event.kind === 'refused') {
        log.write('debug', 'discovery.refused', { detail: event.error.message, from: event.from.address });
      } else {
        const { instance, addresses, tlsPort, dcap } = event.service;
        log.write('info', 'discovery.' + event.kind, { instance, address: addresses[0], tlsPort, dcap });
        if (event.kind === 'lost') continue;
        this.askAgainMs = ASK_AGAIN_MS;
        this.restSoon();
        this.listener.onService(event.service);
      }
    }
  }

  private takeEvent(): DnsSdEvent | undefined {
    return this.querier === undefined ? undefined : this.querier.takeEvent();
  }
}
