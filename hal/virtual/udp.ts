/** UDP on the virtual network: unicast, multicast, and everything that may happen to a datagram. */

import {
  type Endpoint,
  type HostAddress,
  type IpFamily,
  type UdpHandler,
  type UdpOptions,
  type UdpPort,
  type UdpSocket,
} from '../../stack/ports/network.js';
import { type Address, parseAddress } from './address.js';
import { checkEndpoint, type GroupMember, type Host, VIRTUAL_INTERFACE } from './world.js';

export class VirtualUdpPort implements UdpPort {
  /** By port and family; several where they share a group's port. */
  private readonly sockets = new Map<string, VirtualUdpSocket[]>();

  constructor(private readonly host: Host) {}

  open(options: UdpOptions, handler: UdpHandler): UdpSocket {
    checkEndpoint('options', { address: '::', port: options.port }, 0);
    let port = options.port;
    while (port === 0 || (options.port === 0 && this.sockets.has(port + '/' + options.family))) {
      port = this.host.takeEphemeralPort();
    }
    const socket = new VirtualUdpSocket(this.host, this, options, port, handler);
    const refusal = this.refuse(options, port);
    if (refusal !== undefined) {
      socket.fail(refusal);
      return socket;
    }
    const key = port + '/' + options.family;
    const sharers = this.sockets.get(key);
    if (sharers === undefined) this.sockets.set(key, [socket]);
    else sharers.push(socket);
    socket.join();
    return socket;
  }

  addresses(): readonly HostAddress[] {
    return this.host.addresses();
  }

  /** The socket that gets unicast datagrams: of those that share a port, the last that was opened. */
  receiver(port: number, family: number): VirtualUdpSocket | undefined {
    const sharers = this.sockets.get(port + '/' + family);
    return sharers?.[sharers.length - 1];
  }

  release(socket: VirtualUdpSocket): void {
    const key = socket.port + '/' + socket.options.family;
    const sharers = this.sockets.get(key);
    if (sharers === undefined) return;
    const place = sharers.indexOf(socket);
    if (place >= 0) sharers.splice(place, 1);
    if (sharers.length === 0) this.sockets.delete(key);
  }

  /** The power is off. */
  forget(): void {
    for (const sharers of [...this.sockets.values()]) for (const socket of [...sharers]) socket.close();
    this.sockets.clear();
  }

  private refuse(options: UdpOptions, port: number): string | undefined {
    if (options.interfaceName !== undefined && options.interfaceName !== VIRTUAL_INTERFACE) {
      return 'no interface is called ' + options.interfaceName;
    }
    const sharers = this.sockets.get(port + '/' + options.family);
    if (sharers === undefined) return undefined;
    const shared = options.group !== undefined && sharers.every((other) => other.options.group !== undefined);
    return shared ? undefined : 'port ' + port + ' is in use';
  }
}

export class VirtualUdpSocket implements UdpSocket, GroupMember {
  private open = true;
  private readonly group: Address | undefined;

  constructor(
    readonly host: Host,
    private readonly owner: VirtualUdpPort,
    readonly options: UdpOptions,
    readonly port: number,
    private readonly handler: UdpHandler,
  ) {
    this.group = options.group === undefined ? undefined : parseAddress(options.group);
    if (options.group !== undefined && this.group?.multicast !== true) {
      throw new RangeError('options.group: expected a multicast address, got "' + options.group + '"');
    }
  }

  join(): void {
    if (this.group !== undefined) this.host.world.join(this.group.text, this.port, this);
  }

  send(octets: Uint8Array, to: Endpoint): void {
    const target = checkEndpoint('to', to, 1);
    const source = this.host.sourceFor(target);
    if (!this.open || source === undefined) return;
    const { host } = this;
    const service = host.serviceTraffic(to.port);
    host.traffic.datagramsSent++;
    host.traffic.datagramOctetsSent += octets.length;
    service.datagramsSent++;
    service.datagramOctetsSent += octets.length;
    const copy = octets.slice();
    const from = { address: source, port: this.port };
    if (target.multicast) {
      for (const member of host.world.members(target.text, to.port)) this.carry(copy, from, to, member.host, member);
    } else {
      const receiver = host.world.find(target.text, host);
      if (receiver !== undefined) this.carry(copy, from, to, receiver, target.family);
    }
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.owner.release(this);
    if (this.group !== undefined) this.host.world.leave(this.group.text, this.port, this);
  }

  fail(detail: string): void {
    this.open = false;
    this.host.scheduler.at(this.host.world.clock.nowMs(), () => this.handler.onFailed(detail));
  }

  /** `by` receives it: a member of the group, or whoever has the port of that family when it arrives. */
  private carry(octets: Uint8Array, from: Endpoint, to: Endpoint, receiver: Host, by: GroupMember | IpFamily): void {
    const { host } = this;
    const { world } = host;
    const now = world.clock.nowMs();
    const transit = world.transitMs(host, receiver);
    world.tap?.({ timeMs: now, kind: 'datagram', from, to, octets, lost: transit === undefined });
    if (transit === undefined) return;
    const deliver = (): void => {
      if (typeof by !== 'number') by.receive(octets, from, to.port);
      else if (receiver.udp instanceof VirtualUdpPort)
        receiver.udp.receiver(to.port, by)?.receive(octets, from, to.port);
    };
    const { duplicate, reorder, reorderMs } = world.conditions;
    const alone = receiver === host;
    const arrival = now + transit + (!alone && world.chance(reorder) ? reorderMs : 0);
    world.clock.post(arrival, deliver);
    if (!alone && world.chance(duplicate)) world.clock.post(arrival + reorderMs, deliver);
  }

  receive(octets: Uint8Array, from: Endpoint, servicePort: number): void {
    const { host } = this;
    if (!this.open || !host.powered) return;
    const service = host.serviceTraffic(servicePort);
    host.traffic.datagramsReceived++;
    host.traffic.datagramOctetsReceived += octets.length;
    service.datagramsReceived++;
    service.datagramOctetsReceived += octets.length;
    if (!host.world.scrub) {
      this.handler.onDatagram(octets, from, VIRTUAL_INTERFACE);
      return;
    }
    const lent = octets.slice();
    this.handler.onDatagram(lent, from, VIRTUAL_INTERFACE);
    lent.fill(0xdd);
  }
}
