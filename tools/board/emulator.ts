/**
 * A board in `qemu-system-arm`: its console, its SLIP link and its conductor's line as octet streams, its flash store as a
 * file in a folder of its own. Emulator images only: they reach the host through semihosting.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ConsoleLog } from './console-log.js';
import { SerialLine } from './serial-line.js';

/** The emulator's command. */
export const QEMU = 'qemu-system-arm';

/** The file that holds the flash area of the store, in the folder of the machine (boards/common/board.h). */
export const STORE_FILE = 'store.flash';

/** Most that is waited for the emulator to open its lines, ms. */
const START_MS = 10_000;
/** Most that is waited for a killed process to be gone, ms. */
const KILL_MS = 5000;

export interface EmulatorOptions {
  /** The image, ELF. */
  readonly image: string;
  /** Machine of QEMU. Default: netduinoplus2. */
  readonly machine?: string;
  /** Folder of the machine, in which store.flash lies; made and removed with the emulator where absent. */
  readonly folder?: string;
  /** Instructions per tick, 2^n ns each (`-icount shift=n`): time is then counted in instructions. */
  readonly icountShift?: number;
  /** With `icountShift`: an idle core's time jumps to its next event, and nothing of the host's own time goes into it. */
  readonly idleJumps?: boolean;
  /** Serves the debugger's protocol on this unix socket, relative to the folder. */
  readonly debugSocket?: string;
  /** A command before QEMU's, for example one that enters a namespace: its arguments. */
  readonly wrapper?: readonly string[];
}

/** One emulated board. It may be killed and started again: what it stored is still there. */
export class BoardEmulator {
  readonly folder: string;
  readonly console = new ConsoleLog();
  readonly link: SerialLine;
  readonly conductor: SerialLine;
  private readonly consoleLine: SerialLine;
  private child: ChildProcess | undefined = undefined;
  private ended: Promise<void> = Promise.resolve();
  private readonly ownsFolder: boolean;
  /** What QEMU itself said. */
  private errors = '';

  constructor(private readonly options: EmulatorOptions) {
    this.ownsFolder = options.folder === undefined;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sep2-board-'));
    mkdirSync(this.folder, { recursive: true });
    this.consoleLine = new SerialLine(join(this.folder, 'console.sock'));
    this.link = new SerialLine(join(this.folder, 'link.sock'));
    this.conductor = new SerialLine(join(this.folder, 'conductor.sock'));
    this.consoleLine.onData = (octets) => this.console.push(octets);
  }

  /** The process, while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Switches the board on. @throws Error with what the emulator said where it does not come up. */
  async start(): Promise<void> {
    if (this.child !== undefined) throw new TypeError('emulator: expected one that is off, got one that runs');
    const image = resolve(this.options.image);
    if (!existsSync(image)) throw new Error(`${image}: no such image; npm run firmware makes those of the project`);
    this.errors = '';
    const lines = [this.consoleLine, this.link, this.conductor];
    const connected = lines.map((line) => line.listen());
    await Promise.all(lines.map((line) => line.bound));
    const command = [...(this.options.wrapper ?? []), QEMU, ...this.arguments()];
    const child = spawn(command[0]!, command.slice(1), { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    this.console.reopen();
    child.stderr.on('data', (octets: Buffer) => (this.errors += octets.toString()));
    this.ended = new Promise((done) => {
      const over = (why: string): void => {
        if (this.child === child) this.child = undefined;
        for (const line of lines) line.close();
        this.console.end(why + (this.errors === '' ? '' : `, ${QEMU} said: ${this.errors.trim()}`));
        done();
      };
      child.once('error', (error) => over(`the emulator could not be started: ${error.message}`));
      child.once('close', (code, signal) => over(`the emulator ended with ${signal ?? `exit code ${code}`}`));
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${QEMU} opened no lines within ${START_MS} ms`)), START_MS);
    });
    const gone = this.ended.then(() => {
      throw new Error(`${QEMU} did not start: ${this.errors.trim()}`);
    });
    gone.catch(() => undefined);
    try {
      await Promise.race([Promise.all(connected), gone, late]);
    } catch (error) {
      await this.kill();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Types on the console. */
  say(text: string): void {
    this.consoleLine.write(text);
  }

  /** Cuts the power: the process is killed where it stands. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    child.kill('SIGKILL');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`process ${child.pid} outlived SIGKILL by ${KILL_MS} ms`)), KILL_MS);
    });
    await Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
  }

  /** Cuts the power and switches on again. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Ends it, and removes the folder where it was made here. */
  async close(): Promise<void> {
    await this.kill();
    if (this.ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  private arguments(): string[] {
    const { image, machine, icountShift, idleJumps, debugSocket } = this.options;
    const sleep = idleJumps === true ? 'off' : 'on';
    const lines = (['console', 'link', 'conductor'] as const).flatMap((name) => [
      '-chardev',
      `socket,id=${name},path=${name}.sock`,
      '-serial',
      `chardev:${name}`,
    ]);
    return [
      ...['-M', machine ?? 'netduinoplus2', '-kernel', resolve(image), '-display', 'none', '-monitor', 'none'],
      ...['-nodefaults', '-no-user-config'],
      ...lines,
      ...['-semihosting-config', 'enable=on,target=native'],
      ...(icountShift === undefined ? [] : ['-icount', `shift=${icountShift},align=off,sleep=${sleep}`]),
      ...(debugSocket === undefined ? [] : ['-gdb', `unix:${debugSocket},server=on,wait=off`]),
    ];
  }
}
