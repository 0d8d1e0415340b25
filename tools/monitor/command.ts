/** `sep2 monitor`: what a board says on its console, as `sep2 device` would say it, with the trace of a crash. */

import { type Command, InvalidArgumentError, Option } from 'commander';

import { type LogLevel } from '../../stack/ports/log.js';
import { ConsoleReader } from '../board/console-reader.js';
import { Symboliser } from '../board/symboliser.js';
import { LEVELS, Printer } from './printer.js';
import { openSource } from './source.js';

interface MonitorOptions {
  readonly elf?: string;
  readonly baud?: number;
  readonly json?: true;
  readonly logLevel: LogLevel;
}

export function registerMonitor(program: Command): void {
  program
    .command('monitor')
    .description('read a board’s console and decode its log records; with --elf, name the addresses of a crash')
    .argument('<console>', 'a file, a terminal device (serial line, pty), or - for standard input')
    .option('--elf <file>', 'the image that runs on the board, firmware.elf: crashes get a trace with names')
    .option('--baud <n>', 'speed of the serial line', readBaud)
    .option('--json', 'print one JSON object a line')
    .addOption(new Option('--log-level <level>', 'least that is printed').choices(LEVELS).default('debug'))
    .addHelpText('after', HELP)
    .action((path: string, options: MonitorOptions, command: Command) => monitor(path, options, command));
}

const HELP = `
The time of a record is that since the board was started (ms, in JSON). A line that is no record is printed as it came. What
a run left before it broke (board.last-words) is decoded too; with --elf it has its trace.

Examples:
  sep2 monitor /dev/ttyUSB0 --baud 115200 --elf build/firmware/netduinoplus2-thermostat/firmware.elf
  sep2 monitor console.log --json | jq 'select(.code == "event.started")'

Exit codes: 0 the console ended, 1 a file cannot be read, 2 the command line is wrong.`;

function monitor(path: string, options: MonitorOptions, command: Command): void {
  const refuse = (error: unknown): never => command.error(`error: ${(error as Error).message}`, { exitCode: 1 });
  let source: NodeJS.ReadableStream;
  let printer: Printer;
  try {
    const symboliser = options.elf === undefined ? undefined : new Symboliser(options.elf);
    printer = new Printer({
      isJson: options.json === true,
      logLevel: options.logLevel,
      write: (line) => void process.stdout.write(line),
      ...(symboliser === undefined ? {} : { symboliser }),
    });
    source = openSource(path, options.baud);
  } catch (error) {
    return refuse(error);
  }
  const reader = new ConsoleReader((line) => printer.print(line));
  source.on('data', (octets: Buffer | string) => reader.push(Buffer.from(octets)));
  source.on('end', () => reader.end());
  source.on('error', (error: NodeJS.ErrnoException) => {
    reader.end();
    // A terminal whose other side is gone says so.
    if (error.code !== 'EIO') refuse(error);
  });
}

function readBaud(text: string): number {
  const baud = Number(text);
  if (/^\d+$/.test(text) && baud >= 300 && baud <= 4_000_000) return baud;
  throw new InvalidArgumentError(`expected a whole number in 300–4000000, got "${text}".`);
}
