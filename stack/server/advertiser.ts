/**
 * Makes a server known on one interface: one instance for its end devices, under `edev` and the `edev-<SFDI>` of each
 * device that it knows, and one for its other function sets (IEEE 2030.5-2018, resource discovery). The first says in
 * `path` where the EndDeviceList is; the second stands for several resources and says none.
 */

import { type Limits } from '../core/limits.js';
import { type AdvertisedService } from '../dnssd/advertisement.js';
import { type DnsSdDomain } from '../dnssd/groups.js';
import { DnsSdResponder } from '../dnssd/responder.js';
import { DnsSdRunner } from '../dnssd/runner.js';
import { edevSubType } from '../dnssd/service.js';
import { END_DEVICE_LIST_PATH } from '../functions/end-device-server.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type UdpPort } from '../ports/network.js';
import { type Scheduler } from '../ports/scheduler.js';

/** Sub-types of what this server serves, but for its end devices. */
const SERVED_SUB_TYPES: readonly string[] = Object.freeze(['derp', 'dr', 'mup', 'rsps', 'tm', 'upt']);

/** What is said of the server. */
export interface Advertisement {
  /** Name as people read it, 1–63 octets of UTF-8. */
  readonly instance: string;
  /** First label of the host's name. */
  readonly host: string;
  /** Ports of TLS: one instance of each kind a port. */
  readonly tlsPorts: readonly number[];
  readonly dcapPath: string;
  /** SFDIs of the devices that are registered: each finds its server by its own name. */
  readonly sfdis: readonly number[];
  /** Addresses of the interface. */
  readonly addresses: readonly string[];
}

export interface AdvertiserOptions {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
  readonly domain: DnsSdDomain;
  readonly interfaceName?: string | undefined;
  readonly advertisement: Advertisement;
}

export class Advertiser {
  private readonly options: AdvertiserOptions;
  private readonly responder: DnsSdResponder;
  private readonly runner: DnsSdRunner;

  /** @throws RangeError for a name, port or address that is none. */
  constructor(options: AdvertiserOptions) {
    const { domain, limits, entropy, advertisement } = options;
    const { host, addresses } = advertisement;
    this.options = options;
    this.responder = new DnsSdResponder({
      domain: domain.name,
      host,
      addresses,
      limits,
      entropy,
      services: servicesOf(advertisement),
    });
    this.runner = new DnsSdRunner(this.responder, { ...options, onTurn: () => this.tellEvents() });
  }

  start(): void {
    this.runner.open();
    this.responder.start(this.options.scheduler.nowMs());
    this.runner.turn();
  }

  /** Says goodbye and closes. */
  stop(): void {
    this.responder.stop(this.options.scheduler.nowMs());
    this.runner.close();
  }

  private tellEvents(): void {
    const { log } = this.options;
    for (let event = this.responder.takeEvent(); event !== undefined; event = this.responder.takeEvent()) {
      if (event.kind === 'advertised') {
        log.write('info', 'dnssd.advertised', { host: event.host, instance: event.instances[0] });
      } else if (event.kind === 'renamed') log.write('warn', 'dnssd.renamed', { from: event.from, to: event.to });
      else log.write('debug', 'dnssd.refused', { detail: event.error.message, from: event.from.address });
    }
  }
}

function servicesOf({ instance, tlsPorts, dcapPath, sfdis }: Advertisement): AdvertisedService[] {
  const services: AdvertisedService[] = [];
  for (let i = 0; i < tlsPorts.length; i++) {
    const port = tlsPorts[i]!;
    // There is no plain HTTP: the SRV record still needs a port, and clients that read it alone find TLS there.
    const common = { httpPort: port, tlsPort: port, dcap: dcapPath, level: '-S1' };
    const name = i === 0 ? instance : instance + ' ' + port;
    const edev = ['edev', ...sfdis.map(edevSubType)];
    services.push({ ...common, instance: name, path: END_DEVICE_LIST_PATH, subTypes: edev });
    services.push({ ...common, instance: name + ' (function sets)', path: undefined, subTypes: SERVED_SUB_TYPES });
  }
  return services;
}
