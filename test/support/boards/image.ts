/** An image of `boards/` alone with one C file on top, built for a target of a board, and run in the emulator. */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBoard, type Board, type BoardTarget } from '../../../tools/firmware/board.js';
import { boardHeader } from '../../../tools/firmware/board-header.js';
import { boardSources } from '../../../tools/firmware/board-sources.js';
import { linkerScript } from '../../../tools/firmware/linker-script.js';
import { projectPath } from '../../../tools/support/project-root.js';

const FLAGS = ['-std=c11', '-Os', '-g', '-Wall', '-Wextra', '-Werror', '-ffunction-sections', '-fdata-sections'];
const LINK = ['-nostartfiles', '--specs=nano.specs', '-Wl,--gc-sections,--fatal-warnings'];

/** Builds `test/support/boards/<main>.c` on the board's part. Returns the ELF's path. */
export function buildImage(
  target: BoardTarget,
  main = 'probe',
  board: Board = readBoard(projectPath('.'), 'netduinoplus2'),
): string {
  const folder = projectPath(join('build', 'test', `${board.name}-${main}-${target}-${String(process.pid)}`));
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'board.ld');
  writeFileSync(script, linkerScript(board));
  writeFileSync(join(folder, 'board_config.h'), boardHeader(board));
  const { files, includes } = boardSources(projectPath('.'), board, target);
  const paths = [folder, ...includes.map(projectPath)].flatMap((path) => ['-I', path]);
  const sources = [...files, `test/support/boards/${main}.c`].map(projectPath);
  const defines = target === 'emulator' ? ['-DPROBE_EMULATOR'] : [];
  const image = join(folder, 'firmware.elf');
  execFileSync('arm-none-eabi-gcc', [
    ...board.cpu.flags,
    ...FLAGS,
    ...defines,
    ...paths,
    ...sources,
    ...LINK,
    '-T',
    script,
    '-o',
    image,
  ]);
  return image;
}

/** A line of the console, split: `L12 info probe word=done value=0`. */
export interface ConsoleRecord {
  readonly ms: number;
  readonly level: string;
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Splits a console line into its record. */
export function recordOf(line: string): ConsoleRecord {
  const [head, level, code, ...pairs] = line.split(' ') as [string, string, string, ...string[]];
  const fields = pairs.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return { ms: Number(head.slice(1)), level, code, fields: Object.fromEntries(fields) as Record<string, string> };
}

/** An image in the emulator, with its console as lines. Ports two and three end in files of its folder unless given. */
export class ImageRun {
  /** The emulator's working directory: `store.flash` and `store.cut` lie there. */
  readonly folder = mkdtempSync(join(tmpdir(), 'board-image-'));
  readonly lines: string[] = [];
  /** Exit code of the emulator, once it ended. */
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private partial = '';
  private taken = 0;
  private wake: () => void = () => undefined;

  constructor(
    image: string,
    options: {
      files?: Readonly<Record<string, string>>;
      serial?: readonly string[];
      arguments?: readonly string[];
    } = {},
  ) {
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(this.folder, name), text);
    const serial = ['stdio', ...(options.serial ?? ['null', 'null'])].flatMap((device) => ['-serial', device]);
    const machine = ['-M', 'netduinoplus2', '-kernel', image, '-display', 'none', '-monitor', 'none', ...serial];
    const host = ['-semihosting-config', 'enable=on,target=native', ...(options.arguments ?? [])];
    this.child = spawn('qemu-system-arm', [...machine, ...host], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.ended = new Promise((resolve) => {
      this.child.on('exit', (code) => {
        resolve(code);
        this.wake();
      });
    });
    this.child.stdout?.on('data', (octets: Buffer) => {
      const parts = (this.partial + octets.toString('latin1')).split('\n');
      this.partial = parts.pop() as string;
      this.lines.push(...parts);
      this.wake();
    });
  }

  /** Types a command. */
  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The next record that `wanted` accepts; those before it are passed over. Rejects after ten seconds without one. */
  async next(wanted: (record: ConsoleRecord) => boolean): Promise<ConsoleRecord> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      while (this.taken < this.lines.length) {
        const record = recordOf(this.lines[this.taken++] as string);
        if (wanted(record)) return record;
      }
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`it never came; the console says:\n${this.lines.join('\n')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Next record with this code. */
  code(code: string): Promise<ConsoleRecord> {
    return this.next((record) => record.code === code);
  }

  /** Next number that the probe gives under `word`. */
  async value(word: string): Promise<number> {
    const record = await this.next(({ code, fields }) => code === 'probe' && fields['word'] === word);
    return Number(record.fields['value']);
  }

  /** Types a command and waits until it is done. */
  async run(line: string): Promise<void> {
    this.type(line);
    await this.value('done');
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
