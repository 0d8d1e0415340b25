/** Runs `sep2 serve` as a process, and curl against it with a device's certificate. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { projectPath } from '../../tools/support/project-root.js';

/** The `sep2` command as it is built. */
export const SEP2 = projectPath('dist/tools/cli/main.js');

/** Makes a PKI folder that is gone with {@link removePki}. */
export function makePki(seed: number = 11): string {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-serve-'));
  execFileSync(process.execPath, [SEP2, 'pki', '--out', folder, '--seed', String(seed)]);
  return folder;
}

export function removePki(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export interface ServeProcess {
  readonly child: ChildProcess;
  /** `https://[::1]:port` */
  readonly origin: string;
  readonly port: number;
  /** Log lines that came so far, as objects. */
  readonly lines: Record<string, unknown>[];
  /** Sends SIGTERM and gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `sep2 serve --json` on a free port and waits until it says where. */
export function startServe(pki: string, ...more: readonly string[]): Promise<ServeProcess> {
  const args = [SEP2, 'serve', '--pki', pki, '--listen', '[::1]:0', '--json', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Record<string, unknown>[] = [];
  // Closed, not merely ended: what it wrote last has been read by then.
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`sep2 serve ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      lines.push(record);
      if (record['kind'] !== 'listening') return;
      const port = record['port'] as number;
      resolve({ child, origin: `https://[::1]:${port}`, port, lines, stop });
    });
  });
}

export interface CurlAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Asks with curl, as the named device of the PKI. */
export function curl(pki: string, device: string, url: string, ...more: readonly string[]): CurlAnswer {
  const credentials = ['--cert', join(pki, `${device}.cert.pem`), '--key', join(pki, `${device}.key.pem`)];
  const tls = ['--tls-max', '1.2', '--ciphers', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0'];
  const trust = ['--cacert', join(pki, 'root.cert.pem')];
  const args = ['-sS', '-i', '-g', '--max-time', '10', ...tls, ...trust, ...credentials, ...more, url];
  const output = execFileSync('curl', args, { maxBuffer: 1 << 24, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = output.indexOf('\r\n\r\n');
  const [first, ...fields] = output.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(first!.split(' ')[1]), headers, body: output.subarray(end + 4) };
}
