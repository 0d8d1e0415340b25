/** One serial line of an emulated board: a unix socket to which the emulator connects. */

import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

export class SerialLine {
  /** Called with the octets that the board wrote, as they come. */
  onData: ((octets: Buffer) => void) | undefined = undefined;
  /** Fulfilled when the socket of the last {@link listen} is there. */
  bound: Promise<void> = Promise.resolve();
  private server: Server | undefined = undefined;
  private socket: Socket | undefined = undefined;

  constructor(private readonly path: string) {}

  /** Takes one connection, and is fulfilled when it is there. */
  listen(): Promise<void> {
    this.close();
    rmSync(this.path, { force: true });
    return new Promise((connected, failed) => {
      const server = createServer((socket) => {
        this.socket = socket;
        // The board is gone: the emulator tells.
        socket.on('error', () => undefined);
        socket.on('data', (octets: Buffer) => this.onData?.(octets));
        server.close();
        connected();
      });
      this.server = server;
      this.bound = new Promise((there) => server.listen(this.path, there));
      server.once('error', failed);
    });
  }

  /** Octets for the board; dropped while it is off, as on any cable. */
  write(octets: Uint8Array | string): void {
    this.socket?.write(octets);
  }

  close(): void {
    this.server?.close();
    this.socket?.destroy();
    this.server = undefined;
    this.socket = undefined;
  }
}
