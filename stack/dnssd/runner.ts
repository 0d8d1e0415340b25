/** Joins a DNS-SD engine, querier or responder, to the sockets of a domain's groups and to a timer. */

import { type Log } from '../ports/log.js';
import { type Endpoint, type UdpPort, type UdpSocket } from '../ports/network.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type Datagram } from './datagram.js';
import { DNS_SD_PORT, type DnsSdDomain } from './groups.js';

/** What both engines have in common. */
export interface DnsSdEngine {
  receive(octets: Uint8Array, from: Endpoint, nowMs: number, interfaceName?: string): void;
  poll(nowMs: number): void;
  pollAt(): number | undefined;
  takeDatagram(): Datagram | undefined;
}

export interface RunnerOptions {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly log: Log;
  readonly domain: DnsSdDomain;
  /** One interface alone; `undefined` for all. */
  readonly interfaceName?: string | undefined;
  /** Called after every turn of the engine: its events can be taken. */
  onTurn(): void;
}

export class DnsSdRunner {
  private readonly engine: DnsSdEngine;
  private readonly options: RunnerOptions;
  private readonly sockets: { readonly socket: UdpSocket; readonly group: string }[] = [];
  private timer: Timer | undefined = undefined;

  constructor(engine: DnsSdEngine, options: RunnerOptions) {
    this.engine = engine;
    this.options = options;
  }

  /** Opens the sockets. A group that cannot be joined is logged; the others go on. */
  open(): void {
    const { udp, domain, interfaceName, scheduler, log } = this.options;
    for (let i = 0; i < domain.groups.length; i++) {
      const { family, address } = domain.groups[i]!;
      const base = { family, port: DNS_SD_PORT, group: address };
      const socket = udp.open(interfaceName === undefined ? base : { ...base, interfaceName }, {
        onDatagram: (octets, from, name) => {
          this.engine.receive(octets, from, scheduler.nowMs(), name);
          this.turn();
        },
        onFailed: (detail) => log.write('warn', 'dnssd.socket', { group: address, detail }),
      });
      this.sockets.push({ socket, group: address });
    }
  }

  /** Lets the engine do what is due, and sends what it has: called after anything was asked of the engine. */
  turn(): void {
    const { scheduler } = this.options;
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    this.engine.poll(scheduler.nowMs());
    this.flush();
    this.options.onTurn();
    const atMs = this.engine.pollAt();
    if (atMs !== undefined && this.sockets.length > 0) this.timer = scheduler.at(atMs, () => this.turn());
  }

  /** Sends what the engine still has and closes the sockets. */
  close(): void {
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
    this.flush();
    for (let i = 0; i < this.sockets.length; i++) this.sockets[i]!.socket.close();
    this.sockets.length = 0;
  }

  private flush(): void {
    for (let next = this.engine.takeDatagram(); next !== undefined; next = this.engine.takeDatagram()) {
      for (let i = 0; i < this.sockets.length; i++) {
        const { socket, group } = this.sockets[i]!;
        if (next.to === 'multicast') socket.send(next.octets, { address: group, port: DNS_SD_PORT });
        else if (isOfFamily(next.to.address, group)) socket.send(next.octets, next.to);
      }
    }
  }
}

/** Whether an address is of the family of a group: a socket sends to its own alone. */
function isOfFamily(address: string, group: string): boolean {
  return address.indexOf(':') >= 0 === group.indexOf(':') >= 0;
}
