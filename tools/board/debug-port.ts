/**
 * The debug port of an emulated board: the few commands of the GDB remote serial protocol that are needed to look into a
 * running image and to break it on purpose (registers, memory, halt, go on). Numbers are little-endian as the core is.
 */

import { createConnection, type Socket } from 'node:net';

/** Most that is waited for an answer, ms. */
const ANSWER_MS = 5000;

/** Numbers of the core's registers in the protocol (Armv7-M). */
export const REGISTER = Object.freeze({ r0: 0, sp: 13, lr: 14, pc: 15, xpsr: 25 });

export class DebugPort {
  private input = '';
  private waiting: ((packet: string) => void) | undefined = undefined;
  /** Why the core stands was asked for: otherwise it is told unasked when the connection halts it, sooner or later. */
  private asksWhy = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (octets: Buffer) => this.receive(octets.toString('latin1')));
    socket.on('error', () => undefined);
  }

  /** Connects to the unix socket; the core halts. */
  static async connect(path: string): Promise<DebugPort> {
    const socket = createConnection(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const port = new DebugPort(socket);
    await port.ask('?');
    // Single registers are to be had only by whoever has asked for their description.
    await port.ask('qXfer:features:read:target.xml:0,ffb');
    return port;
  }

  async readRegister(number: number): Promise<number> {
    return Buffer.from(await this.ask(`p${number.toString(16)}`), 'hex').readUInt32LE(0);
  }

  async writeRegister(number: number, value: number): Promise<void> {
    await this.expectOk(`P${number.toString(16)}=${word(value)}`);
  }

  async read(address: number, length: number): Promise<Buffer> {
    const answer = await this.ask(`m${address.toString(16)},${length.toString(16)}`);
    if (answer.startsWith('E')) throw new Error(`memory at 0x${address.toString(16)}: ${answer}`);
    return Buffer.from(answer, 'hex');
  }

  async write(address: number, octets: Uint8Array): Promise<void> {
    await this.expectOk(
      `M${address.toString(16)},${octets.length.toString(16)}:${Buffer.from(octets).toString('hex')}`,
    );
  }

  async readWord(address: number): Promise<number> {
    return (await this.read(address, 4)).readUInt32LE(0);
  }

  async writeWord(address: number, value: number): Promise<void> {
    await this.write(address, Buffer.from(word(value), 'hex'));
  }

  /** Lets the core run on and leaves it. */
  async detach(): Promise<void> {
    await this.expectOk('D');
    this.socket.destroy();
  }

  private async expectOk(command: string): Promise<void> {
    const answer = await this.ask(command);
    if (answer !== 'OK') throw new Error(`debug port: ${command.slice(0, 40)} was answered ${JSON.stringify(answer)}`);
  }

  private ask(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`debug port: no answer to ${command.slice(0, 40)}`)), ANSWER_MS);
      this.waiting = (packet) => {
        clearTimeout(timer);
        resolve(packet);
      };
      this.asksWhy = command === '?';
      this.socket.write(`$${command}#${checksum(command)}`);
    });
  }

  private receive(text: string): void {
    this.input += text;
    for (;;) {
      const from = this.input.indexOf('$');
      const to = this.input.indexOf('#', from);
      if (from < 0 || to < 0 || this.input.length < to + 3) return;
      const packet = this.input.slice(from + 1, to);
      this.input = this.input.slice(to + 3);
      this.socket.write('+');
      if (/^[ST]/.test(packet) && !this.asksWhy) continue;
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.(packet);
    }
  }
}

function word(value: number): string {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(value >>> 0);
  return octets.toString('hex');
}

function checksum(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum + text.charCodeAt(at)) & 0xff;
  return sum.toString(16).padStart(2, '0');
}
