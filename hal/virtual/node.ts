/** One machine of the virtual network: its addresses, its ports, its power switch. */

import { runTask, type TimerTask } from '../../stack/core/timer-queue.js';
import { type HostAddress, type TcpPort, type UdpPort } from '../../stack/ports/network.js';
import { type Scheduler, type Timer } from '../../stack/ports/scheduler.js';
import { type Address } from './address.js';
import { TrafficCounters } from './conditions.js';
import { SeededEntropy } from './entropy.js';
import { MemoryStore } from './store.js';
import { VirtualTcpPort } from './tcp.js';
import { VirtualUdpPort } from './udp.js';
import { type Host, VIRTUAL_INTERFACE, type World } from './world.js';

const FIRST_EPHEMERAL_PORT = 49152;

/** One run of a node's program, from power-on to power-off. */
interface Life {
  over: boolean;
}

export class VirtualNode implements Host {
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: SeededEntropy;
  /** Survives a power cut. */
  readonly store = new MemoryStore();
  readonly traffic = new TrafficCounters();
  loss = 0;
  side = 0;
  linkUp = true;
  powered = true;

  private readonly tcpPort: VirtualTcpPort;
  private readonly udpPort: VirtualUdpPort;
  private readonly byService = new Map<number, TrafficCounters>();
  private nextPort = FIRST_EPHEMERAL_PORT;
  private life: Life = { over: false };

  constructor(
    readonly world: World,
    readonly name: string,
    seed: number,
    private readonly parsed: readonly Address[],
  ) {
    this.tcp = this.tcpPort = new VirtualTcpPort(this);
    this.udp = this.udpPort = new VirtualUdpPort(this);
    this.entropy = new SeededEntropy(seed, name);
    this.scheduler = {
      nowMs: () => world.clock.nowMs(),
      at: (deadlineMs, task) => this.at(deadlineMs, task),
    };
  }

  addresses(): readonly HostAddress[] {
    return this.parsed.map(({ family, text }) => ({ interfaceName: VIRTUAL_INTERFACE, family, address: text }));
  }

  sourceFor(target: Address): string | undefined {
    if (target.text === '::1' || target.text === '127.0.0.1') return target.text;
    for (const own of this.parsed) if (own.family === target.family) return own.text;
    return undefined;
  }

  /** Pulls or plugs the cable. Connections live on until TCP gives up. */
  setLink(up: boolean): void {
    this.linkUp = up;
  }

  /**
   * Cuts the power. The program is gone: none of its timers fires and none of its handlers is called again. Its peers
   * are told nothing.
   */
  powerOff(): void {
    if (!this.powered) return;
    this.powered = false;
    this.life.over = true;
    this.tcpPort.forget();
    this.udpPort.forget();
  }

  /** Power is back, ports are free. Whoever calls starts the program again. */
  powerOn(): void {
    if (this.powered) return;
    this.powered = true;
    this.life = { over: false };
  }

  serviceTraffic(port: number): TrafficCounters {
    let counters = this.byService.get(port);
    if (counters === undefined) {
      counters = new TrafficCounters();
      this.byService.set(port, counters);
    }
    return counters;
  }

  /** Ports with counters. */
  services(): Iterable<number> {
    return this.byService.keys();
  }

  takeEphemeralPort(): number {
    const port = this.nextPort;
    this.nextPort = port === 65535 ? FIRST_EPHEMERAL_PORT : port + 1;
    return port;
  }

  private at(deadlineMs: number, task: TimerTask): Timer {
    const life = this.life;
    return this.world.clock.at(deadlineMs, () => {
      if (!life.over) runTask(task);
    });
  }
}
