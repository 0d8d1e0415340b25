/**
 * `--advertise`: the server under `_smartenergy._tcp`, by mDNS (`.local`) and xmDNS (`.site`), on each interface that has
 * an address on which it listens, and with those addresses alone.
 */

import { InterfaceTable } from '../../hal/node/interfaces.js';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { type NodeScheduler } from '../../hal/node/scheduler.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type AdvertisedService } from '../../stack/dnssd/advertisement.js';
import { DNS_SD_PORT, type DnsSdDomain, LOCAL_DOMAIN, SITE_DOMAIN } from '../../stack/dnssd/groups.js';
import { DnsSdResponder } from '../../stack/dnssd/responder.js';
import { edevSubType } from '../../stack/dnssd/service.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { type HostAddress, type UdpSocket } from '../../stack/ports/network.js';
import { type Timer } from '../../stack/ports/scheduler.js';
import { type ListenAddress } from './listen-address.js';

/** Function sets that are served, as DNS-SD sub-types. */
const SUB_TYPES = ['derp', 'dr', 'edev', 'mup', 'rsps', 'tm', 'upt'];

const HOST_NAME = 'sep2-utility';
const INSTANCE = 'sep2-micro utility server';

export interface AdvertiserOptions {
  readonly scheduler: NodeScheduler;
  readonly listen: readonly ListenAddress[];
  /** SFDIs of the devices that are registered. */
  readonly sfdis: readonly number[];
  /** Something that the operator should know. */
  readonly tell: (text: string, isBad: boolean) => void;
}

export class Advertiser {
  private readonly links: AdvertisedLink[] = [];

  constructor(options: AdvertiserOptions) {
    for (const [interfaceName, listeners] of listenersByInterface(options.listen)) {
      const services = servicesOf(listeners, options.sfdis);
      const addresses = [...new Set(listeners.map(({ at }) => at.address))];
      for (const domain of [LOCAL_DOMAIN, SITE_DOMAIN]) {
        this.links.push(new AdvertisedLink(options, interfaceName, domain, addresses, services));
      }
    }
    if (this.links.length === 0) options.tell('nothing to advertise: no interface has the address listened on', true);
  }

  /** Says goodbye and closes the sockets. */
  close(): void {
    for (const link of this.links) link.close();
  }
}

/** One domain on one interface. */
class AdvertisedLink {
  private readonly responder: DnsSdResponder;
  private readonly sockets: { readonly socket: UdpSocket; readonly group: string }[] = [];
  private readonly options: AdvertiserOptions;
  private readonly interfaceName: string;
  private timer: Timer | undefined;

  constructor(
    options: AdvertiserOptions,
    interfaceName: string,
    domain: DnsSdDomain,
    addresses: readonly string[],
    services: readonly AdvertisedService[],
  ) {
    this.options = options;
    this.interfaceName = interfaceName;
    this.responder = new DnsSdResponder({
      domain: domain.name,
      host: HOST_NAME,
      services,
      addresses,
      limits: HOST_LIMITS,
      entropy: NODE_ENTROPY,
    });
    const udp = new NodeUdpPort();
    const families = new Set(
      InterfaceTable.read(undefined, interfaceName)
        .addresses()
        .map(({ family }) => family),
    );
    for (const { family, address } of domain.groups) {
      if (!families.has(family)) continue;
      const socket = udp.open(
        { family, port: DNS_SD_PORT, group: address, interfaceName },
        {
          onDatagram: (octets, from) => {
            if (!this.isFromHere(from.address)) return;
            this.responder.receive(octets, from, options.scheduler.nowMs());
            this.settle();
          },
          onFailed: (detail) => options.tell(`DNS-SD on ${interfaceName}, ${address}: ${detail}`, true),
        },
      );
      this.sockets.push({ socket, group: address });
    }
    this.responder.start(options.scheduler.nowMs());
    this.settle();
  }

  close(): void {
    this.responder.stop(this.options.scheduler.nowMs());
    this.send();
    this.timer?.cancel();
    for (const { socket } of this.sockets) socket.close();
  }

  /** The kernel gives a multicast datagram to every socket on the port, whatever interface it came on. */
  private isFromHere(address: string): boolean {
    const from = InterfaceTable.read(undefined).interfaceOf(address);
    return from === undefined || from === this.interfaceName;
  }

  /** Sends what is due, tells what happened, and waits for what is next. */
  private settle(): void {
    const { scheduler, tell } = this.options;
    this.responder.poll(scheduler.nowMs());
    this.send();
    for (let event = this.responder.takeEvent(); event !== undefined; event = this.responder.takeEvent()) {
      if (event.kind === 'advertised') tell(`advertised on ${this.interfaceName} as ${event.host}`, false);
      else if (event.kind === 'renamed') tell(`${event.from} is taken: now ${event.to}`, true);
    }
    this.timer?.cancel();
    const atMs = this.responder.pollAt();
    this.timer = atMs === undefined ? undefined : scheduler.at(atMs, () => this.settle());
  }

  private send(): void {
    for (let each = this.responder.takeDatagram(); each !== undefined; each = this.responder.takeDatagram()) {
      for (const { socket, group } of this.sockets) {
        if (each.to === 'multicast') socket.send(each.octets, { address: group, port: DNS_SD_PORT });
        else if (each.to.address.includes(':') === group.includes(':')) socket.send(each.octets, each.to);
      }
    }
  }
}

interface Listener {
  readonly at: HostAddress;
  readonly port: number;
}

/** Which addresses of which interface reach the server. */
function listenersByInterface(listen: readonly ListenAddress[]): Map<string, Listener[]> {
  const byInterface = new Map<string, Listener[]>();
  const outward = InterfaceTable.read(undefined).addresses();
  const names = new Set(outward.map((address) => address.interfaceName));
  const loopback = InterfaceTable.read(undefined, 'lo').addresses();
  const known = names.has('lo') ? outward : [...outward, ...loopback];
  for (const { host, port } of listen) {
    // A socket on :: takes IPv4 as well.
    const isAny = host === '::' || host === '0.0.0.0';
    const reached = isAny
      ? outward.filter(({ family }) => host === '::' || family === 4)
      : known.filter(({ address }) => address.split('%')[0] === host.split('%')[0]);
    for (const at of reached) {
      const listeners = byInterface.get(at.interfaceName) ?? [];
      listeners.push({ at, port });
      byInterface.set(at.interfaceName, listeners);
    }
  }
  return byInterface;
}

/** One instance a port. */
function servicesOf(listeners: readonly Listener[], sfdis: readonly number[]): AdvertisedService[] {
  const ports = [...new Set(listeners.map(({ port }) => port))];
  return ports.map((port, i) => ({
    instance: i === 0 ? INSTANCE : `${INSTANCE} ${port}`,
    // There is no plain HTTP here; SRV has to name a port all the same.
    httpPort: port,
    tlsPort: port,
    dcap: DEVICE_CAPABILITY_PATH,
    path: undefined,
    level: '-S1',
    subTypes: [...SUB_TYPES, ...sfdis.map(edevSubType)],
  }));
}
