/** A device's network on Node: the adapters of `hal/xs` and their C as they are, with a SLIP line in place of a USART. */

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { XsTcpPort } from '../../../hal/xs/tcp.js';
import type { XsUdpPort } from '../../../hal/xs/udp.js';
import { type SerialEnd } from '../../../tools/board/link/bridge.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { type NativeHooksData } from './native-hooks.js';

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

async function makeAddon(): Promise<string> {
  const folder = projectPath('build/test');
  mkdirSync(folder, { recursive: true });
  const addon = join(folder, `net-${process.pid}.node`);
  const own = projectPath('test/support/xs-on-node');
  const headers = join(dirname(process.execPath), '..', 'include', 'node');
  const args = ['-shared', '-fPIC', '-O1', '-g', '-std=gnu11', '-Wall', '-Wextra', '-Werror'];
  args.push(...[headers, own, ...NETWORK_INCLUDES].map((include) => `-I${include}`));
  args.push(...['xsmc.c', 'net-addon.c'].map((name) => join(own, name)), ...networkSources(), '-o', addon);
  await promisify(execFile)('gcc', args);
  return addon;
}

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
    const file = await makeAddon();
    const addon = createRequire(import.meta.url)(file) as Addon;
    const natives = { tcp: Object.keys(addon.tcp), udp: Object.keys(addon.udp) };
    const data: NativeHooksData = { addon: file, natives };
    register(new URL('./native-hooks.js', import.meta.url), { data });
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
