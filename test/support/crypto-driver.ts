/**
 * The C cryptography of `hal/xs/crypto` as a process that answers: for this machine, or for a 32-bit ARM under
 * `qemu-arm`. Compiled once for each state of its sources, into `build/test`.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDriver } from './driver-process.js';

/** `host`: gcc with its sanitizers. `arm`: Thumb-2 under qemu-arm, as the board multiplies. `arm-15`: the same with 16-bit multiplications. */
export type DriverTarget = 'host' | 'arm' | 'arm-15';

export const DRIVER_TARGETS: readonly DriverTarget[] = ['host', 'arm', 'arm-15'];

export interface CryptoDriver {
  /** Runs one operation of `test/support/native/crypto-driver.c`. */
  call(operation: number, parts: readonly Uint8Array[]): { readonly ok: boolean; readonly result: Uint8Array };
}

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const MANIFEST = path.join(ROOT, 'manifests/crypto-native.json');
const ARM_GCC = ['arm-linux-gnueabihf-gcc', '-mthumb', '-static'];
const COMPILERS: Readonly<Record<DriverTarget, readonly string[]>> = {
  host: ['gcc', '-fsanitize=address,undefined', '-fno-sanitize-recover', '-DBR_LE_UNALIGNED=0'],
  arm: ARM_GCC,
  'arm-15': [...ARM_GCC, '-DCRYPTO_MULTIPLY_15'],
};

/** Starts the process; it ends with this one. */
export function driverFor(target: DriverTarget): CryptoDriver {
  const program = compile(target);
  const ask = target === 'host' ? startDriver(program) : startDriver('qemu-arm', [program]);
  return {
    call(operation, parts) {
      const { status, result } = ask(operation, parts);
      return { ok: status === 1, result };
    },
  };
}

function compile(target: DriverTarget): string {
  const { sep2 } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { sep2: { c: string[]; include: string[] } };
  const beside = (name: string): string => path.resolve(path.dirname(MANIFEST), name);
  const sources = sep2.c.map(beside).filter((source) => !source.includes('/hal/xs/native/'));
  sources.push(path.join(ROOT, 'test/support/native/crypto-driver.c'));
  const flags = [
    '-std=c11',
    '-O2',
    '-Wall',
    '-Wextra',
    '-Werror',
    ...sep2.include.flatMap((name) => ['-I', beside(name)]),
  ];
  const compiler = COMPILERS[target];
  const state = createHash('sha256').update(JSON.stringify([compiler, flags]));
  for (const source of [...sources, beside('../hal/xs/crypto/crypto.h')]) state.update(readFileSync(source));
  const folder = path.join(ROOT, 'build/test/crypto');
  const program = path.join(folder, `${target}-${state.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const temporary = `${program}.${process.pid}`;
  execFileSync(compiler[0]!, [...compiler.slice(1), ...flags, ...sources, '-o', temporary], { stdio: 'inherit' });
  renameSync(temporary, program);
  return program;
}
