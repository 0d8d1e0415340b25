/** The probe of `probe.c` in the emulator: commands typed on its console, its answers read. */

import { BoardEmulator, type EmulatorOptions } from '../../../tools/board/emulator.js';
import { type RecordTest } from '../../../tools/board/console-log.js';
import { parseRecord, type ConsoleRecord } from '../../../tools/board/console-record.js';

const WAIT_MS = 15_000;

export class Probe {
  readonly board: BoardEmulator;
  /** Place in the console's log up to which answers were taken. */
  private mark = 0;

  constructor(options: EmulatorOptions) {
    this.board = new BoardEmulator(options);
  }

  /** Switches on and waits until it listens. Gives the boot's record. */
  async start(): Promise<ConsoleRecord> {
    await this.board.start();
    return this.boot();
  }

  /** Waits for a boot, and until it listens. */
  async boot(): Promise<ConsoleRecord> {
    const record = await this.record('board.boot');
    await this.value('ready');
    return record;
  }

  /** The next record that fits; those before it are passed over. */
  async record(test: RecordTest): Promise<ConsoleRecord> {
    const { console: log } = this.board;
    const found = await log.record(test, WAIT_MS, this.mark);
    const index = log.lines.findIndex((line, at) => at >= this.mark && 'record' in line && line.record === found);
    this.mark = index + 1;
    return found;
  }

  /** The next number that it gives under `word`. */
  async value(word: string): Promise<number> {
    const record = await this.record(({ code, fields }) => code === 'probe' && fields['word'] === word);
    return Number(record.fields['value']);
  }

  /** Waits for the boot's record of what the run before left. */
  async lastWords(): Promise<ConsoleRecord | undefined> {
    return wordsOf(await this.record('board.last-words'));
  }

  /** Everything that runs left to the boots after them, so far. */
  get allLastWords(): readonly (ConsoleRecord | undefined)[] {
    return this.board.console.records.filter(({ code }) => code === 'board.last-words').map(wordsOf);
  }

  type(command: string): void {
    this.board.say(`${command}\n`);
  }

  /** Types a command and gives the number under `word` of its answer. */
  async ask(command: string, word = command.split(' ')[0] as string): Promise<number> {
    this.type(command);
    const answer = await this.value(word);
    await this.value('done');
    return answer;
  }

  /** Types a command and waits until it is done. */
  async run(command: string): Promise<void> {
    this.type(command);
    await this.value('done');
  }

  close(): Promise<void> {
    return this.board.close();
  }
}

function wordsOf(record: ConsoleRecord): ConsoleRecord | undefined {
  return parseRecord(String(record.fields['words']));
}
