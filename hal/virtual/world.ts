/** What the parts of the virtual network know of each other: types only, so that no part imports the whole. */

import {
  type Endpoint,
  type HostAddress,
  type IpFamily,
  type TcpPort,
  type UdpPort,
} from '../../stack/ports/network.js';
import { type Scheduler } from '../../stack/ports/scheduler.js';
import { type Address, parseAddress } from './address.js';
import { type VirtualClock } from './clock.js';
import { type NetworkConditions, type TappedPacket, type TcpTimings, type TrafficCounters } from './conditions.js';

/** The one interface of every node. */
export const VIRTUAL_INTERFACE = 'virtual0';

/** A machine, seen by the network and by its own ports. */
export interface Host {
  readonly name: string;
  readonly world: World;
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly traffic: TrafficCounters;
  /** Extra share of packets lost to and from this machine, 0 to 1. */
  loss: number;
  /** The side of a partition on which it is; 0 with everybody that was not named. */
  side: number;
  linkUp: boolean;
  powered: boolean;
  addresses(): readonly HostAddress[];
  /** The own address that it uses towards `target`; `undefined` where it has none of that family. */
  sourceFor(target: Address): string | undefined;
  /** Counters of one service: the port that was connected to, or to which a datagram was sent. */
  serviceTraffic(port: number): TrafficCounters;
  takeEphemeralPort(): number;
}

/** A socket that joined a group. */
export interface GroupMember {
  readonly host: Host;
  receive(octets: Uint8Array, from: Endpoint, servicePort: number): void;
}

/** The network, seen by its machines. */
export interface World {
  readonly clock: VirtualClock;
  readonly conditions: NetworkConditions;
  readonly tcpTimings: TcpTimings;
  readonly maxSegmentOctets: number;
  readonly scrub: boolean;
  readonly tap: ((packet: TappedPacket) => void) | undefined;
  /** Whose address it is; loopback is the asker's own. */
  find(address: string, asker: Host): Host | undefined;
  /** Time that a packet takes now, ms; `undefined` where it is lost. */
  transitMs(from: Host, to: Host): number | undefined;
  chance(probability: number): boolean;
  join(group: string, port: number, member: GroupMember): void;
  leave(group: string, port: number, member: GroupMember): void;
  members(group: string, port: number): Iterable<GroupMember>;
}

/** Reads an endpoint; RangeError for what is no address or no port. `leastPort` is 0 where the runtime may choose. */
export function checkEndpoint(argument: string, endpoint: Endpoint, leastPort: 0 | 1): Address {
  const address = parseAddress(endpoint.address);
  if (address === undefined) {
    throw new RangeError(argument + '.address: expected an IPv4 or IPv6 address, got "' + endpoint.address + '"');
  }
  const { port } = endpoint;
  if (!Number.isInteger(port) || port < leastPort || port > 65535) {
    throw new RangeError(argument + '.port: expected an integer from ' + leastPort + ' to 65535, got ' + port);
  }
  return address;
}

/** The wildcard address of a family: a socket bound to it answers at every address of the machine. */
export function anyAddress(family: IpFamily): string {
  return family === 4 ? '0.0.0.0' : '::';
}
