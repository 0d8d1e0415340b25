/** TLS engines on loopback sockets, and foreign peers as processes, for the tests with real peers. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type PeerError } from '../../stack/core/peer-error.js';
import { type TlsClient } from '../../stack/tls/client.js';
import { type TlsConnection } from '../../stack/tls/connection.js';
import { type TlsServer } from '../../stack/tls/server.js';
import { type TlsSession } from '../../stack/tls/session.js';
import { writePem } from '../../stack/tls/x509/pem.js';
import { pkiFiles } from '../../tools/pki/command.js';
import { type TestPki } from '../../tools/pki/test-pki.js';

/** No test with a real peer takes longer. */
export const PATIENCE_MS = 20_000;

/** A test PKI as the files that foreign peers read, in a directory of its own; `remove` deletes it. */
export function writePkiFiles(pki: TestPki): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'sep2-tls-'));
  for (const file of pkiFiles(pki)) writeFileSync(join(dir, file.name), file.content);
  // OpenSSL wants the authorities apart from the leaf.
  for (const { name, chain } of pki.holders) {
    const authorities = chain.slice(1).map((certificate) => writePem('CERTIFICATE', certificate));
    writeFileSync(join(dir, `${name}.chain.pem`), authorities.join(''));
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** How one connection of an engine went. */
export interface Outcome {
  readonly established: boolean;
  readonly resumed: boolean;
  readonly lfdi: string | undefined;
  /** All plaintext that the peer sent. */
  readonly text: string;
  readonly error: PeerError | undefined;
  /** The longest fragment that the peer sent, its protection included, octets. */
  readonly longestFragment: number;
  readonly session: TlsSession | undefined;
}

/** Watches the lengths in the record headers of a stream. */
class FragmentRuler {
  longest = 0;
  private pending = Buffer.alloc(0);

  measure(octets: Buffer): void {
    this.pending = Buffer.concat([this.pending, octets]);
    while (this.pending.length >= 5) {
      const length = this.pending.readUInt16BE(3);
      this.longest = Math.max(this.longest, length);
      if (this.pending.length < 5 + length) return;
      this.pending = this.pending.subarray(5 + length);
    }
  }
}

/** Drives an engine on a socket until it ends; `onText` says what to answer to plaintext. */
function drive(
  engine: TlsConnection,
  socket: Socket,
  onEstablished: () => void,
  onText: (text: string) => void,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const ruler = new FragmentRuler();
    let text = '';
    let wasEstablished = false;
    const flush = (): void => {
      for (let octets = engine.takeOutput(); octets !== undefined; octets = engine.takeOutput()) socket.write(octets);
      if (engine.closed) socket.end();
    };
    socket.on('data', (octets) => {
      ruler.measure(octets);
      engine.receive(octets);
      if (engine.established && !wasEstablished) {
        wasEstablished = true;
        onEstablished();
      }
      for (let part = engine.read(); part !== undefined; part = engine.read()) {
        const piece = Buffer.from(part).toString('latin1');
        text += piece;
        onText(piece);
      }
      flush();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      engine.receiveEnd();
      resolve({
        established: wasEstablished,
        resumed: engine.resumed,
        lfdi: engine.peer?.lfdi,
        text,
        error: engine.error,
        longestFragment: ruler.longest,
        session: 'session' in engine ? (engine as TlsClient).session : undefined,
      });
    });
    engine.start();
    flush();
  });
}

export interface EngineListener {
  readonly port: number;
  /** One for each connection, in the order in which they ended. */
  readonly outcomes: readonly Outcome[];
  /** Resolves once that many connections have ended. */
  ended(count: number): Promise<void>;
  close(): void;
}

/** Our server on 127.0.0.1: says what it reads again, with `echo ` before it, and closes on `bye`. */
export async function listenEngine(createEngine: () => TlsServer): Promise<EngineListener> {
  const outcomes: Outcome[] = [];
  const sockets = new Set<Socket>();
  let onEnded = (): void => undefined;
  const listener = createServer((socket) => {
    sockets.add(socket);
    const engine = createEngine();
    const answer = (text: string): void => {
      engine.write(Buffer.from(`echo ${text}`, 'latin1'));
      if (text.includes('bye')) engine.close();
    };
    void drive(engine, socket, () => undefined, answer).then((outcome) => {
      sockets.delete(socket);
      outcomes.push(outcome);
      onEnded();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    outcomes,
    ended: (count) =>
      within(
        new Promise<void>((resolve) => {
          onEnded = () => (outcomes.length >= count ? resolve() : undefined);
          onEnded();
        }),
        `${count} connections to end`,
      ),
    close() {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Our client on 127.0.0.1: says `request` once established, and close_notify once the answer holds `until`. */
export function connectEngine(
  port: number,
  engine: TlsClient,
  request: string,
  until: string | RegExp,
): Promise<Outcome> {
  let text = '';
  // The session is gone once the connection fails; what counts is the one at its end in order.
  const socket = connect(port, '127.0.0.1');
  const outcome = drive(
    engine,
    socket,
    () => engine.write(Buffer.from(request, 'latin1')),
    (piece) => {
      text += piece;
      if (typeof until === 'string' ? text.includes(until) : until.test(text)) engine.close();
      // A peer need not answer close_notify before it closes (RFC 5246 §7.2.1): ours goes out, then the socket ends.
      if (engine.state === 'Closing') setImmediate(() => socket.end());
    },
  );
  return within(outcome, `a connection to port ${port}`);
}

/** A foreign peer as a process. */
export interface ForeignPeer {
  /** Everything it has printed, both streams. */
  readonly output: () => string;
  /** Resolves with the match once its output has one. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  say(text: string): void;
  /** Ends its input, and resolves with its output once it has exited. */
  finish(): Promise<string>;
  kill(): void;
}

export function startPeer(command: string, args: readonly string[], cwd: string): ForeignPeer {
  const child: ChildProcess = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let hasExited = false;
  const watchers = new Set<() => void>();
  const notify = (): void => watchers.forEach((watcher) => watcher());
  const collect = (octets: Buffer): void => {
    output += octets.toString('latin1');
    notify();
  };
  child.stdout!.on('data', collect);
  child.stderr!.on('data', collect);
  child.stdin!.on('error', () => undefined);
  child.on('error', (error) => collect(Buffer.from(String(error))));
  child.on('close', () => {
    hasExited = true;
    notify();
  });
  const wait = <Value>(what: string, look: () => Value | undefined): Promise<Value> => {
    const seen = new Promise<Value>((resolve, reject) => {
      const watcher = (): void => {
        const value = look();
        if (value !== undefined) {
          watchers.delete(watcher);
          resolve(value);
        } else if (hasExited) reject(new Error(`${command} exited before ${what}:\n${output}`));
      };
      watchers.add(watcher);
      watcher();
    });
    return within(seen, what, () => output);
  };
  return {
    output: () => output,
    until: (pattern) => wait(String(pattern), () => output.match(pattern) ?? undefined),
    say: (text) => void child.stdin!.write(text),
    finish() {
      child.stdin!.end();
      return wait('its exit', () => (hasExited ? output : undefined));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Rejects when `promise` takes longer than {@link PATIENCE_MS}. */
function within<Value>(promise: Promise<Value>, what: string, detail: () => string = () => ''): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${PATIENCE_MS} ms for ${what}\n${detail()}`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
