/**
 * One end of a virtual TCP connection: a reliable, ordered stream of segments that may be late.
 *
 * A segment that is lost, or meets a broken link, is sent again after a wait that doubles; all later ones queue behind
 * it. An end whose peer vanished learns of it from a reset (the peer's machine is back, without the connection) or by
 * giving up.
 */

import { type CloseReason, type Endpoint, type TcpConnection, type TcpHandler } from '../../stack/ports/network.js';
import { type Timer } from '../../stack/ports/scheduler.js';
import { type TrafficCounters } from './conditions.js';
import { type Host } from './world.js';

/** Octets that may be under way before `write` asks the caller to wait: what Node's sockets hold. */
const HIGH_WATER_OCTETS = 16384;

const EMPTY = new Uint8Array(0);

type SegmentKind = 'accept' | 'data' | 'fin';

interface Segment {
  readonly kind: SegmentKind;
  readonly octets: Uint8Array;
}

export class VirtualTcpStream implements TcpConnection {
  /** `connecting` until the peer's acceptance came; `closed` once nothing but `onClose` may follow. */
  private state: 'connecting' | 'open' | 'closed' = 'connecting';
  private peer: VirtualTcpStream | undefined;
  private handler: TcpHandler | undefined;
  private readonly service: TrafficCounters;

  private readonly queue: Segment[] = [];
  private readonly underWay: Segment[] = [];
  /** Arrivals still to come of segments that met a machine without power and wait to be sent again. */
  private staleArrivals = 0;
  private unarrivedOctets = 0;
  private lastArrivalMs = 0;
  private drainOwed = false;
  private stalledSinceMs: number | undefined;
  private retryMs = 0;
  private retryTimer: Timer | undefined;

  private closing = false;
  private finSent = false;
  private finReceived = false;
  private finTimer: Timer | undefined;

  /** Called when connecting came to something, so that nobody goes on trying. */
  onSettled: (() => void) | undefined;
  /** Called once when the end is over, so that its port forgets it. */
  onOver: ((stream: VirtualTcpStream) => void) | undefined;

  constructor(
    readonly host: Host,
    readonly local: Endpoint,
    readonly remote: Endpoint,
    servicePort: number,
  ) {
    this.service = host.serviceTraffic(servicePort);
    host.traffic.tcpConnections++;
    this.service.tcpConnections++;
  }

  write(octets: Uint8Array): boolean {
    if (this.state === 'closed' || this.closing) return false;
    const most = this.host.world.maxSegmentOctets;
    for (let at = 0; at < octets.length; at += most) {
      this.queue.push({ kind: 'data', octets: octets.slice(at, at + most) });
    }
    this.unarrivedOctets += octets.length;
    this.pump();
    if (this.unarrivedOctets < HIGH_WATER_OCTETS) return true;
    this.drainOwed = true;
    return false;
  }

  close(): void {
    if (this.state === 'closed' || this.closing) return;
    this.closing = true;
    this.queue.push({ kind: 'fin', octets: EMPTY });
    this.pump();
  }

  abort(): void {
    if (this.state === 'closed') return;
    const { peer, host } = this;
    if (peer !== undefined) this.sendReset(peer);
    this.leave();
    host.scheduler.at(host.world.clock.nowMs(), () => this.handler?.onClose(undefined));
  }

  // What the ports of both machines call; a program sees a TcpConnection alone.

  attach(handler: TcpHandler): void {
    this.handler = handler;
  }

  isConnecting(): boolean {
    return this.state === 'connecting';
  }

  /** The accepting end is made: its first segment tells the connecting one. */
  join(client: VirtualTcpStream): void {
    this.peer = client;
    client.peer = this;
    this.state = 'open';
    this.queue.push({ kind: 'accept', octets: EMPTY });
    this.pump();
  }

  /** Ends it and says why. Only from a task of the clock, never inside a call of the program. */
  finish(reason: CloseReason | undefined): void {
    if (this.state === 'closed') return;
    this.leave();
    this.handler?.onClose(reason);
  }

  /** The machine lost its power: nobody is told. */
  vanish(): void {
    this.leave();
    this.handler = undefined;
  }

  private leave(): void {
    this.state = 'closed';
    this.retryTimer?.cancel();
    this.finTimer?.cancel();
    this.queue.length = 0;
    this.onSettled?.();
    this.onOver?.(this);
  }

  /** Sends what is queued, in order, as far as the network lets it. */
  private pump(): void {
    if (this.state !== 'open' || this.stalledSinceMs !== undefined) return;
    while (this.queue.length > 0) {
      const segment = this.queue[0]!;
      if (!this.transmit(segment)) {
        this.stall();
        return;
      }
      this.queue.shift();
      if (segment.kind === 'fin') this.noteFinSent();
    }
  }

  private transmit(segment: Segment): boolean {
    const { host } = this;
    const { world } = host;
    const peer = this.peer!;
    const now = world.clock.nowMs();
    const transit = world.transitMs(host, peer.host);
    if (segment.kind !== 'accept') {
      host.traffic.tcpSegmentsSent++;
      this.service.tcpSegmentsSent++;
      host.traffic.tcpOctetsSent += segment.octets.length;
      this.service.tcpOctetsSent += segment.octets.length;
    }
    world.tap?.({
      timeMs: now,
      kind: segment.kind === 'accept' ? 'syn' : segment.kind,
      from: this.local,
      to: this.remote,
      octets: segment.octets,
      lost: transit === undefined,
    });
    if (transit === undefined) return false;
    this.lastArrivalMs = Math.max(this.lastArrivalMs, now + transit);
    this.underWay.push(segment);
    world.clock.post(this.lastArrivalMs, this.arrive);
    return true;
  }

  private stall(): void {
    const { clock, tcpTimings } = this.host.world;
    if (this.stalledSinceMs === undefined) {
      this.stalledSinceMs = clock.nowMs();
      this.retryMs = tcpTimings.retransmitMs;
    } else this.retryMs = Math.min(this.retryMs * 2, tcpTimings.maxRetransmitMs);
    this.retryTimer = clock.at(clock.nowMs() + this.retryMs, this.retry);
  }

  private readonly retry = (): void => {
    const { clock, tcpTimings } = this.host.world;
    if (this.state !== 'open') return;
    if (clock.nowMs() - this.stalledSinceMs! >= tcpTimings.giveUpMs) {
      this.finish('timeout');
      return;
    }
    const segment = this.queue[0]!;
    if (!this.transmit(segment)) {
      this.stall();
      return;
    }
    this.queue.shift();
    this.stalledSinceMs = undefined;
    if (segment.kind === 'fin') this.noteFinSent();
    this.pump();
    this.finishIfBothClosed();
  };

  /** The oldest segment under way reaches the peer: arrivals keep the order of sending. */
  private readonly arrive = (): void => {
    if (this.staleArrivals > 0) {
      this.staleArrivals--;
      return;
    }
    const segment = this.underWay.shift()!;
    const peer = this.peer!;
    if (!peer.host.powered) {
      this.takeBack(segment);
      return;
    }
    if (peer.state === 'closed') {
      if (this.state !== 'closed') peer.sendReset(this);
      return;
    }
    peer.receive(segment);
    this.unarrivedOctets -= segment.octets.length;
    if (!this.drainOwed || this.unarrivedOctets > 0 || this.state === 'closed') return;
    this.drainOwed = false;
    const { world } = this.host;
    world.clock.post(world.clock.nowMs() + world.conditions.delayMs, this.drain);
  };

  /** Nobody acknowledged: what is under way goes again, in order. */
  private takeBack(first: Segment): void {
    if (this.state === 'closed') return;
    this.staleArrivals += this.underWay.length;
    this.queue.unshift(first, ...this.underWay);
    this.underWay.length = 0;
    this.finTimer?.cancel();
    if (this.stalledSinceMs === undefined) this.stall();
  }

  private readonly drain = (): void => {
    if (this.state === 'open' && !this.closing) this.handler!.onDrain();
  };

  private receive(segment: Segment): void {
    if (segment.kind === 'accept') {
      if (this.state !== 'connecting') return;
      this.state = 'open';
      this.onSettled?.();
      this.handler!.onConnect();
      this.pump();
    } else if (segment.kind === 'data') this.receiveData(segment.octets);
    else {
      this.finReceived = true;
      this.close();
      this.finishIfBothClosed();
    }
  }

  private receiveData(octets: Uint8Array): void {
    const { host } = this;
    host.traffic.tcpSegmentsReceived++;
    this.service.tcpSegmentsReceived++;
    host.traffic.tcpOctetsReceived += octets.length;
    this.service.tcpOctetsReceived += octets.length;
    this.handler!.onData(octets);
    if (host.world.scrub) octets.fill(0xdd);
  }

  private noteFinSent(): void {
    this.finSent = true;
    const { clock, tcpTimings } = this.host.world;
    this.finTimer = clock.at(clock.nowMs() + tcpTimings.finWaitMs, () => this.finish(undefined));
  }

  private finishIfBothClosed(): void {
    if (this.finSent && this.finReceived) this.finish(undefined);
  }

  /** Tells the other end that this one is gone, if the network lets it: a reset is never repeated. */
  private sendReset(other: VirtualTcpStream): void {
    const { world } = this.host;
    const transit = world.transitMs(this.host, other.host);
    const lost = transit === undefined;
    world.tap?.({
      timeMs: world.clock.nowMs(),
      kind: 'rst',
      from: this.local,
      to: this.remote,
      octets: EMPTY,
      lost,
    });
    if (lost) return;
    const arrival = Math.max(this.lastArrivalMs, world.clock.nowMs() + transit);
    world.clock.post(arrival, () => {
      if (other.host.powered) other.finish('reset');
    });
  }
}
