/**
 * A C program that answers requests, one at a time, over its stdin and stdout: `test/support/native/*-driver.c`.
 *
 * A request is an operation, a count of arguments, and each argument as a 32-bit length and its octets; an answer is one
 * octet and the result as a length and octets. Numbers are little-endian.
 */

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface DriverAnswer {
  /** 0 to 255. */
  readonly status: number;
  readonly result: Uint8Array;
}

/** Sends one request and waits for its answer. */
export type DriverCall = (operation: number, parts: readonly Uint8Array[]) => DriverAnswer;

/** Starts a driver; it ends with this process. */
export function startDriver(command: string, args: readonly string[] = []): DriverCall {
  const [requestRead, requestWrite] = openPipe();
  const [answerRead, answerWrite] = openPipe();
  const child = spawn(command, args, { stdio: [requestRead, answerWrite, 'inherit'] });
  child.unref();
  closeSync(requestRead);
  closeSync(answerWrite);
  return (operation, parts) => {
    const heads = parts.map((part) => new Uint8Array(Uint32Array.of(part.length).buffer));
    const body = parts.flatMap((part, index) => [heads[index]!, part]);
    writeAll(requestWrite, Buffer.concat([Uint8Array.of(operation, parts.length), ...body]));
    const head = readAll(answerRead, 5);
    const length = new DataView(head.buffer).getUint32(1, true);
    return { status: head[0]!, result: readAll(answerRead, length) };
  };
}

/** A pipe of which both ends are read and written synchronously, which Node’s own are not. */
function openPipe(): [read: number, write: number] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sep2-driver-'));
  const name = path.join(folder, 'pipe');
  execFileSync('mkfifo', [name]);
  const both = openSync(name, 'r+');
  const ends: [number, number] = [openSync(name, 'r'), openSync(name, 'w')];
  closeSync(both);
  rmSync(folder, { recursive: true });
  return ends;
}

function writeAll(file: number, octets: Uint8Array): void {
  for (let at = 0; at < octets.length;) at += writeSync(file, octets, at);
}

function readAll(file: number, length: number): Uint8Array {
  const octets = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = readSync(file, octets, at, length - at, null);
    if (count === 0) throw new Error('the driver ended');
    at += count;
  }
  return octets;
}
