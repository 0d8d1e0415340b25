/** UDP of a device, over lwIP: IPv6 alone, one interface, groups of multicast DNS among its uses. */

import {
  type Endpoint,
  type HostAddress,
  type UdpHandler,
  type UdpOptions,
  type UdpPort,
  type UdpSocket,
} from '../../stack/ports/network.js';
import { checkEndpoint } from './endpoint.js';
import * as native from './native/udp.js';

/** The one interface (`LINK_NAME` of `net/link.h`). */
export const INTERFACE_NAME = 'sl0';

/** By -1, -2 … of `native.open` (`net/net_udp.h`). */
const OPEN_FAILURES: readonly string[] = Object.freeze([
  'all sockets of the device are in use',
  'the port is in use',
  'the group cannot be joined',
]);

/** One for the machine: the native half tells one object. */
export class XsUdpPort implements UdpPort, native.UdpCallbacks {
  /** By number. */
  private readonly sockets: (XsUdpSocket | undefined)[] = [];
  /** Those that could not be opened, and wait to be told. */
  private failed: XsUdpSocket[] = [];
  private readonly staging: Uint8Array;

  constructor() {
    this.staging = new Uint8Array(native.staging());
    native.start(this);
  }

  open(options: UdpOptions, handler: UdpHandler): UdpSocket {
    checkEndpoint('options', { address: options.group ?? '::', port: options.port }, 0);
    let detail = this.refuse(options);
    const number = detail === undefined ? native.open(options.port, options.group ?? '') : -1;
    if (detail === undefined && number < 0) detail = OPEN_FAILURES[-1 - number]!;
    const socket = new XsUdpSocket(this, number, handler, detail);
    if (detail === undefined) this.sockets[number] = socket;
    else {
      this.failed.push(socket);
      native.wake();
    }
    return socket;
  }

  addresses(): readonly HostAddress[] {
    const addresses: HostAddress[] = [];
    for (let place = 0; place < native.places(); place++) {
      const address = native.address(place);
      if (address !== '') addresses.push({ interfaceName: INTERFACE_NAME, family: 6, address });
    }
    return addresses;
  }

  onDatagram(number: number, length: number, address: string, port: number): void {
    const socket = this.sockets[number];
    if (socket === undefined) return;
    socket.handler.onDatagram(this.staging.subarray(0, length), { address, port }, INTERFACE_NAME);
  }

  onWake(): void {
    const failed = this.failed;
    this.failed = [];
    for (let i = 0; i < failed.length; i++) failed[i]!.fail();
  }

  /** The number may be another socket's from now on. */
  forget(number: number): void {
    this.sockets[number] = undefined;
  }

  private refuse(options: UdpOptions): string | undefined {
    const { family, interfaceName } = options;
    if (family !== 6) return 'this device speaks IPv6 alone';
    if (interfaceName === undefined || interfaceName === INTERFACE_NAME) return undefined;
    return 'no interface is called ' + interfaceName;
  }
}

class XsUdpSocket implements UdpSocket {
  constructor(
    private readonly owner: XsUdpPort,
    private number: number,
    readonly handler: UdpHandler,
    private failure: string | undefined,
  ) {}

  send(octets: Uint8Array, to: Endpoint): void {
    const family = checkEndpoint('to', to, 1);
    if (this.number >= 0 && family === 6) native.send(this.number, octets, to.address, to.port);
  }

  close(): void {
    this.failure = undefined;
    if (this.number < 0) return;
    this.owner.forget(this.number);
    native.close(this.number);
    this.number = -1;
  }

  /** Tells why it never was, unless it was closed meanwhile. */
  fail(): void {
    if (this.failure !== undefined) this.handler.onFailed(this.failure);
  }
}
