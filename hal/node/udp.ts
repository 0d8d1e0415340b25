/**
 * UDP over node:dgram, with multicast on every interface or on one.
 *
 * A datagram to a group leaves on each interface in turn: the kernel alone would choose one. For IPv6 the zone of the
 * destination says which; for IPv4 the socket's multicast interface is set before each, which works because a send to a
 * numeric address reaches the kernel inside the call (see `lookupNumeric`).
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import {
  type Endpoint,
  type HostAddress,
  type UdpHandler,
  type UdpOptions,
  type UdpPort,
  type UdpSocket,
} from '../../stack/ports/network.js';
import { InterfaceTable } from './interfaces.js';
import { checkEndpoint } from './tcp.js';

/** RFC 6762 §11: multicast DNS leaves with 255. */
const MULTICAST_HOPS = 255;

/** UDP on the host's own network. A datagram that cannot leave is lost, as on any network; only the socket can fail. */
export class NodeUdpPort implements UdpPort {
  open(options: UdpOptions, handler: UdpHandler): UdpSocket {
    const any = options.family === 4 ? '0.0.0.0' : '::';
    checkEndpoint('options', { address: any, port: options.port }, 0);
    return new NodeUdpSocket(options, any, handler);
  }

  addresses(): readonly HostAddress[] {
    return InterfaceTable.read(undefined).addresses();
  }
}

class NodeUdpSocket implements UdpSocket {
  private readonly socket: Socket;
  private readonly joined = new Set<string>();
  /** Datagrams sent before the socket was bound. */
  private waiting: [Uint8Array, Endpoint][] | undefined = [];
  private interfaces: InterfaceTable;
  private closed = false;

  constructor(
    private readonly options: UdpOptions,
    private readonly anyAddress: string,
    private readonly handler: UdpHandler,
  ) {
    this.interfaces = this.readInterfaces();
    // Only a group's port is shared: a responder and a querier of one machine both listen on 5353.
    this.socket = createSocket({
      type: options.family === 4 ? 'udp4' : 'udp6',
      reuseAddr: options.group !== undefined,
      ipv6Only: options.family === 6,
      lookup: lookupNumeric,
    });
    this.socket.on('message', (octets, from) => this.receive(octets, from));
    this.socket.on('error', (error) => this.fail(error.message));
    this.socket.once('listening', () => this.start());
    process.nextTick(() => {
      if (!this.closed) this.socket.bind({ port: options.port, address: this.anyAddress, exclusive: true });
    });
  }

  send(octets: Uint8Array, to: Endpoint): void {
    checkEndpoint('to', to, 1);
    if (this.closed) return;
    const copy = Buffer.from(octets);
    if (this.waiting !== undefined) this.waiting.push([copy, to]);
    else this.transmit(copy, to);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    process.nextTick(() => this.socket.close());
  }

  private start(): void {
    if (this.closed) return;
    try {
      this.socket.setMulticastTTL(MULTICAST_HOPS);
      if (!this.joinAll()) return;
    } catch (error) {
      this.fail(messageOf(error));
      return;
    }
    const waiting = this.waiting!;
    this.waiting = undefined;
    for (const [octets, to] of waiting) this.transmit(octets, to);
  }

  /** Joins the group on interfaces that are new since the last time. False where the socket failed on it. */
  private joinAll(): boolean {
    const group = this.options.group;
    if (group === undefined) return true;
    for (const { interfaceName, address } of this.interfaces.perInterface()) {
      if (this.joined.has(interfaceName)) continue;
      try {
        this.socket.addMembership(group, this.options.family === 4 ? address : `::%${interfaceName}`);
        this.joined.add(interfaceName);
      } catch (error) {
        // An interface without multicast is no reason to leave the others.
        if (this.options.interfaceName === undefined) continue;
        this.fail(`cannot join ${group} on ${interfaceName}: ${messageOf(error)}`);
        return false;
      }
    }
    if (this.joined.size > 0) return true;
    const where = this.options.interfaceName ?? 'any interface';
    this.fail(`cannot join ${group}: no IPv${this.options.family} address on ${where}`);
    return false;
  }

  private transmit(octets: Buffer | Uint8Array, to: Endpoint): void {
    if (!isMulticast(to.address) || to.address.includes('%')) {
      this.socket.send(octets, to.port, to.address, ignoreLoss);
      return;
    }
    this.interfaces = this.readInterfaces();
    if (!this.joinAll()) return;
    for (const { interfaceName, address } of this.interfaces.perInterface()) {
      if (this.options.family === 6) {
        this.socket.send(octets, to.port, `${to.address}%${interfaceName}`, ignoreLoss);
        continue;
      }
      try {
        this.socket.setMulticastInterface(address);
      } catch {
        continue; // The address went away since it was listed.
      }
      this.socket.send(octets, to.port, to.address, ignoreLoss);
    }
  }

  private receive(octets: Uint8Array, from: RemoteInfo): void {
    if (this.closed) return;
    const came = InterfaceTable.readAll().interfaceOf(from.address);
    const { group, interfaceName = came } = this.options;
    // Linux gives a group's datagrams to every socket of its port, whatever interface each one joined it on.
    if (group !== undefined && came !== undefined && came !== interfaceName) return;
    this.handler.onDatagram(octets, { address: from.address, port: from.port }, interfaceName);
  }

  private readInterfaces(): InterfaceTable {
    return InterfaceTable.read(this.options.family, this.options.interfaceName);
  }

  private fail(detail: string): void {
    if (this.closed) return;
    this.close();
    process.nextTick(() => this.handler.onFailed(detail));
  }
}

/** Addresses are numeric by contract, so there is nothing to look up and nothing to wait for. */
function lookupNumeric(
  hostname: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, hostname, hostname.includes(':') ? 6 : 4);
}

function ignoreLoss(): void {}

function isMulticast(address: string): boolean {
  if (address.includes(':')) return address.slice(0, 2).toLowerCase() === 'ff';
  const first = Number(address.slice(0, address.indexOf('.')));
  return first >= 224 && first <= 239;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
