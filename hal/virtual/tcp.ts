/** TCP on the virtual network: listening, connecting, refusing. What flows then is in {@link ./tcp-stream}. */

import {
  type CloseReason,
  type Endpoint,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
} from '../../stack/ports/network.js';
import { type Address } from './address.js';
import { VirtualTcpStream } from './tcp-stream.js';
import { anyAddress, checkEndpoint, type Host } from './world.js';

const EMPTY = new Uint8Array(0);

export class VirtualTcpPort implements TcpPort {
  private readonly listeners = new Map<string, VirtualTcpListener>();
  private readonly streams = new Set<VirtualTcpStream>();

  constructor(private readonly host: Host) {}

  connect(remote: Endpoint, handler: TcpHandler): TcpConnection {
    const target = checkEndpoint('remote', remote, 1);
    const { host } = this;
    const address = host.sourceFor(target) ?? anyAddress(target.family);
    const local = { address, port: host.takeEphemeralPort() };
    const stream = new VirtualTcpStream(host, local, remote, remote.port);
    stream.attach(handler);
    this.keep(stream);
    new ConnectAttempt(host, stream, target).start();
    return stream;
  }

  listen(local: Endpoint, handler: ListenHandler): TcpListener {
    const address = checkEndpoint('local', local, 0);
    const { host, listeners } = this;
    let port = local.port;
    while (port === 0 || (local.port === 0 && this.isTaken(address, port))) port = host.takeEphemeralPort();
    const listener = new VirtualTcpListener(address, { address: local.address, port }, handler, () => {
      if (listeners.get(listener.key) === listener) listeners.delete(listener.key);
    });
    const own = address.text === '::' || address.text === '0.0.0.0' || this.isOwn(address);
    if (!own || this.isTaken(address, port)) {
      const why = own ? 'port ' + port + ' is in use' : local.address + ' is no address of this machine';
      host.scheduler.at(host.world.clock.nowMs(), () => listener.fail(why));
      return listener;
    }
    listeners.set(listener.key, listener);
    host.scheduler.at(host.world.clock.nowMs(), () => listener.announce());
    return listener;
  }

  /** Who listens at an address and port: that very address, its family's wildcard, or the dual-stack one. */
  listenerAt(address: Address, port: number): VirtualTcpListener | undefined {
    const { listeners } = this;
    const exact = listeners.get(keyOf(address.text, port)) ?? listeners.get(keyOf(anyAddress(address.family), port));
    return exact ?? listeners.get(keyOf('::', port));
  }

  keep(stream: VirtualTcpStream): void {
    this.streams.add(stream);
    stream.onOver = this.drop;
  }

  /** The power is off. */
  forget(): void {
    for (const stream of [...this.streams]) stream.vanish();
    for (const listener of [...this.listeners.values()]) listener.close();
  }

  private readonly drop = (stream: VirtualTcpStream): void => {
    this.streams.delete(stream);
  };

  private isTaken(address: Address, port: number): boolean {
    for (const listener of this.listeners.values()) {
      if (listener.local.port !== port) continue;
      const other = listener.address;
      if (other.text === address.text || other.text === '::' || address.text === '::') return true;
      if (other.family === address.family && (other.text === '0.0.0.0' || address.text === '0.0.0.0')) return true;
    }
    return false;
  }

  private isOwn(address: Address): boolean {
    return this.host.world.find(address.text, this.host) === this.host;
  }
}

export class VirtualTcpListener implements TcpListener {
  readonly key: string;
  private open = true;

  constructor(
    readonly address: Address,
    readonly local: Endpoint,
    readonly handler: ListenHandler,
    private readonly onOver: () => void,
  ) {
    this.key = keyOf(address.text, local.port);
  }

  close(): void {
    this.open = false;
    this.onOver();
  }

  announce(): void {
    if (this.open) this.handler.onListening(this);
  }

  fail(detail: string): void {
    if (!this.open) return;
    this.open = false;
    this.handler.onFailed(detail);
  }
}

/** The search for an answer: SYN, and again, until one comes or patience ends. */
class ConnectAttempt {
  private readonly startedMs: number;
  private waitMs: number;

  constructor(
    private readonly host: Host,
    private readonly stream: VirtualTcpStream,
    private readonly target: Address,
  ) {
    this.startedMs = host.world.clock.nowMs();
    this.waitMs = host.world.tcpTimings.connectRetryMs;
  }

  start(): void {
    const { clock, tcpTimings } = this.host.world;
    clock.post(this.startedMs, this.sendSyn);
    const timer = clock.at(this.startedMs + tcpTimings.connectGiveUpMs, this.giveUp);
    this.stream.onSettled = () => timer.cancel();
  }

  private readonly giveUp = (): void => {
    if (this.stream.isConnecting()) this.stream.finish('timeout');
  };

  private readonly sendSyn = (): void => {
    const { host, stream, target } = this;
    const { world } = host;
    if (!stream.isConnecting()) return;
    const now = world.clock.nowMs();
    if (!host.linkUp && world.find(target.text, host) !== host) {
      stream.finish('unreachable');
      return;
    }
    const peer = host.sourceFor(target) === undefined ? undefined : world.find(target.text, host);
    if (peer === undefined) {
      world.clock.post(now + world.tcpTimings.unreachableMs, () => this.refuse('unreachable'));
      return;
    }
    const transit = world.transitMs(host, peer);
    const lost = transit === undefined;
    world.tap?.({ timeMs: now, kind: 'syn', from: stream.local, to: stream.remote, octets: EMPTY, lost });
    if (lost) {
      world.clock.post(now + this.waitMs, this.sendSyn);
      this.waitMs *= 2;
    } else world.clock.post(now + transit, () => this.reach(peer));
  };

  /** The SYN is at the peer's machine. */
  private reach(peer: Host): void {
    const { stream, host, target } = this;
    if (!stream.isConnecting() || !(peer.tcp instanceof VirtualTcpPort)) return;
    const { world } = host;
    const listener = peer.powered ? peer.tcp.listenerAt(target, stream.remote.port) : undefined;
    if (listener === undefined) {
      const transit = world.transitMs(peer, host);
      if (transit === undefined) world.clock.post(world.clock.nowMs() + this.waitMs, this.sendSyn);
      else world.clock.post(world.clock.nowMs() + transit, () => this.refuse('refused'));
      this.waitMs *= 2;
      return;
    }
    const accepted = new VirtualTcpStream(peer, stream.remote, stream.local, stream.remote.port);
    peer.tcp.keep(accepted);
    accepted.join(stream);
    accepted.attach(listener.handler.onAccept(accepted));
  }

  private refuse(reason: CloseReason): void {
    if (this.stream.isConnecting()) this.stream.finish(reason);
  }
}

function keyOf(address: string, port: number): string {
  return address + ' ' + port;
}
