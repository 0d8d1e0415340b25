/** Two machines on either adapter, for the contract that both keep. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NodeScheduler } from '../../hal/node/scheduler.js';
import { NodeTcpPort } from '../../hal/node/tcp.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { VirtualClock } from '../../hal/virtual/clock.js';
import { VirtualNetwork } from '../../hal/virtual/network.js';
import { VIRTUAL_INTERFACE } from '../../hal/virtual/world.js';
import {
  type CloseReason,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
  type UdpPort,
} from '../../stack/ports/network.js';
import { type Scheduler } from '../../stack/ports/scheduler.js';

export interface Machine {
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
}

/** A world with a listening and a connecting machine, which may be one and the same. */
export interface HalWorld {
  readonly name: string;
  readonly server: Machine;
  readonly client: Machine;
  /** An address of the server that the client reaches. */
  readonly serverAddress: string;
  readonly interfaceName: string;
  /** Lets time pass until `done` holds; throws after `timeoutMs`. */
  until(what: string, done: () => boolean, timeoutMs?: number): Promise<void>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

export function nodeWorld(): HalWorld {
  const machine = { tcp: new NodeTcpPort(), udp: new NodeUdpPort(), scheduler: new NodeScheduler() };
  return {
    name: 'hal/node',
    server: machine,
    client: machine,
    serverAddress: '127.0.0.1',
    interfaceName: 'lo',
    async until(what, done, timeoutMs = 5000) {
      const end = performance.now() + timeoutMs;
      while (!done()) {
        if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
        await sleep(2);
      }
    },
    async pass(ms) {
      await sleep(ms);
    },
  };
}

export function virtualWorld(): HalWorld & { network: VirtualNetwork; clock: VirtualClock } {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, seed: 7, scrub: true });
  const server = network.addNode('server');
  const client = network.addNode('client');
  return {
    name: 'hal/virtual',
    network,
    clock,
    server,
    client,
    serverAddress: server.addresses()[1]!.address,
    interfaceName: VIRTUAL_INTERFACE,
    until(what, done, timeoutMs = 5000) {
      const end = clock.nowMs() + timeoutMs;
      while (!done()) {
        const next = clock.nextMs();
        if (next === undefined || next > end)
          return Promise.reject(new Error(`waited ${timeoutMs} ms in vain: ${what}`));
        clock.runNext();
      }
      return Promise.resolve();
    },
    pass(ms) {
      clock.runUntil(clock.nowMs() + ms);
      return Promise.resolve();
    },
  };
}

/** A handler that writes down what it was told, in order. */
export class RecordingTcpHandler implements TcpHandler {
  readonly calls: string[] = [];
  readonly received: Uint8Array[] = [];
  /** Run on each callback, before it is written down. */
  during: (call: string) => void = () => {};
  connection: TcpConnection | undefined;

  onConnect(): void {
    this.note('connect');
  }

  onData(octets: Uint8Array): void {
    this.received.push(octets.slice());
    this.note('data');
  }

  onDrain(): void {
    this.note('drain');
  }

  onClose(reason: CloseReason | undefined): void {
    this.note('close ' + (reason ?? 'in order'));
  }

  /** Everything received, as text. */
  text(): string {
    return Buffer.concat(this.received).toString('latin1');
  }

  octets(): number {
    return this.received.reduce((sum, part) => sum + part.length, 0);
  }

  closed(): boolean {
    return this.calls.some((call) => call.startsWith('close'));
  }

  private note(call: string): void {
    this.during(call);
    if (call !== 'data' || this.calls[this.calls.length - 1] !== 'data') this.calls.push(call);
  }
}

/** A listener that accepts everybody with a recording handler. */
export class RecordingListener implements ListenHandler {
  readonly accepted: RecordingTcpHandler[] = [];
  listener: TcpListener | undefined;
  failure: string | undefined;
  /** Run inside `onAccept`. */
  onAccepted: (handler: RecordingTcpHandler) => void = () => {};

  onListening(listener: TcpListener): void {
    this.listener = listener;
  }

  onFailed(detail: string): void {
    this.failure = detail;
  }

  onAccept(connection: TcpConnection): TcpHandler {
    const handler = new RecordingTcpHandler();
    handler.connection = connection;
    this.accepted.push(handler);
    this.onAccepted(handler);
    return handler;
  }
}

/** A listener that is up, and a client that is connected to it. */
export async function connectPair(
  world: HalWorld,
): Promise<{ listening: RecordingListener; client: RecordingTcpHandler; server: RecordingTcpHandler }> {
  const listening = await startListener(world);
  const client = connectClient(world, listening.listener!.local.port);
  await world.until('connection', () => client.calls.includes('connect') && listening.accepted.length === 1);
  return { listening, client, server: listening.accepted[0]! };
}

export async function startListener(world: HalWorld): Promise<RecordingListener> {
  const listening = new RecordingListener();
  world.server.tcp.listen({ address: world.serverAddress, port: 0 }, listening);
  await world.until('listening', () => listening.listener !== undefined);
  return listening;
}

export function connectClient(world: HalWorld, port: number): RecordingTcpHandler {
  const client = new RecordingTcpHandler();
  client.connection = world.client.tcp.connect({ address: world.serverAddress, port }, client);
  return client;
}
