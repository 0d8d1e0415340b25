/** A device's network on Node: the adapters of `hal/xs` and their C as they are, with a SLIP line in place of a USART. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { XsTcpPort } from '../../../hal/xs/tcp.js';
import type { XsUdpPort } from '../../../hal/xs/udp.js';
import { type SerialEnd } from '../../../tools/board/link/bridge.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { loadAddon } from './addon.js';

/** From one turn of the main loop to the next, ms. */
const TURN_MS = 1;

interface Addon {
  feed(octets: Uint8Array): void;
  take(octets: Uint8Array): number;
  poll(): void;
  readonly tcp: Readonly<Record<string, unknown>>;
  readonly udp: Readonly<Record<string, unknown>>;
}

/** The C files that `manifests/net.json` names, without the natives' own. */
export function networkSources(): string[] {
  const manifest = projectPath('manifests/net.json');
  const { sep2 } = JSON.parse(readFileSync(manifest, 'utf8')) as { sep2: { c: string[] } };
  return sep2.c.flatMap((written) => {
    const path = join(dirname(manifest), written);
    if (!path.endsWith('*.c')) return [path];
    return readdirSync(dirname(path))
      .filter((name) => name.endsWith('.c'))
      .map((name) => join(dirname(path), name));
  });
}

/** Where the C of the network finds its headers, board.h among them. */
export const NETWORK_INCLUDES: readonly string[] = [
  'boards/common',
  'hal/xs',
  'hal/xs/net',
  'build/vendor/lwip/src/include',
].map(projectPath);

/** One a process: lwIP is one. */
export class NetDevice implements SerialEnd {
  onData: ((octets: Buffer) => void) | undefined = undefined;
  private readonly outgoing = Buffer.alloc(65536);
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly addon: Addon,
    readonly tcp: XsTcpPort,
    readonly udp: XsUdpPort,
  ) {
    this.timer = setInterval(() => this.turn(), TURN_MS);
    this.timer.unref();
  }

  /** Compiles the C and starts the main loop. */
  static async start(): Promise<NetDevice> {
    const addon = await loadAddon<Addon>('net', networkSources(), NETWORK_INCLUDES, ['tcp', 'udp']);
    const tcp = await import('../../../hal/xs/tcp.js');
    const udp = await import('../../../hal/xs/udp.js');
    addon.poll();
    return new NetDevice(addon, new tcp.XsTcpPort(), new udp.XsUdpPort());
  }

  write(octets: Uint8Array): void {
    this.addon.feed(octets);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private turn(): void {
    this.addon.poll();
    const length = this.addon.take(this.outgoing);
    if (length > 0) this.onData?.(Buffer.from(this.outgoing.subarray(0, length)));
  }
}
