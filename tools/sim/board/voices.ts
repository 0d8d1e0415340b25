/**
 * What everybody in a board's home says, as lines with the speaker's name before them: the board's console as `sep2 monitor`
 * words it, what the utility learns and does, and the milestones of the appliances on the host.
 */

import { type ConsoleLine } from '../../board/console-reader.js';
import { LAST_WORDS } from '../../board/last-words.js';
import { type PeerRecord } from '../../board/peer-process.js';
import { type Symboliser } from '../../board/symboliser.js';
import { Printer } from '../../monitor/printer.js';
import { type LogLevel, type LogValue } from '../../../stack/ports/log.js';
import { kindOf } from '../protocol-recorder.js';
import { type Painter } from '../terminal/style.js';
import { type HomeClock } from './clock.js';

/** Who is the board in the lines. */
export const BOARD_VOICE = 'board';

/** What of an appliance's log is no milestone: the table counts responses. */
const QUIET: readonly string[] = ['response', 'following', 'registered', 'ignored', 'resumed'];
/** Every appliance asks by IPv4 too, which the link does not have. */
const EXPECTED = 'dnssd.socket';

export interface VoicesOptions {
  readonly clock: HomeClock;
  /** Names that speak, for the width of their column. */
  readonly names: readonly string[];
  /** Takes a line with its end. */
  readonly write: (line: string) => void;
  readonly paint: Painter;
  readonly symboliser: Symboliser;
}

export class Voices {
  private readonly width: number;
  private readonly printer: Printer;
  /** Names of events by mRID, as the utility published them. */
  private readonly events = new Map<string, string>();
  /** Servers that each appliance found: each has several names. */
  private readonly found = new Set<string>();
  /** Time of the record in which the board tells of its last run, ms. */
  private retoldMs: number | undefined = undefined;
  /** Readings that one device posted together, not said yet. */
  private readings: { readonly device: string; readonly say: (words: string) => void; words: string[] } | undefined =
    undefined;

  constructor(private readonly options: VoicesOptions) {
    const { clock, names, symboliser } = options;
    this.width = Math.max(...names.map((name) => name.length));
    this.printer = new Printer({
      isJson: false,
      logLevel: 'info',
      symboliser,
      write: (text) => this.line(BOARD_VOICE, text.trimEnd()),
      clockMs: (ms) => {
        const isRetold = this.retoldMs !== undefined && ms !== this.retoldMs;
        // Its own clock stands still while the emulator is held up: what is shown is when it is heard.
        return clock.localMs(isRetold ? clock.ofLastRun(ms) : clock.nowS());
      },
    });
  }

  /** A line of the board's console. */
  board(line: ConsoleLine): void {
    this.flush();
    this.retoldMs = 'record' in line && line.record.code === LAST_WORDS ? line.record.ms : undefined;
    this.printer.print(line);
  }

  /** A record of the server's log. */
  utility(name: string, record: PeerRecord): void {
    const { kind, device, meaning } = record as Record<string, string>;
    if (kind === 'reading' && device !== undefined)
      return this.gather(device, meaning!, (words) => this.say(name, record, words));
    this.flush();
    const words = this.utilityWords(record);
    if (words !== undefined) this.say(name, record, words);
  }

  /** A record of the log of an appliance on the host. */
  appliance(name: string, record: PeerRecord): void {
    const { level, code, ...fields } = record as { level: LogLevel; code: string } & Record<string, LogValue>;
    const kind = kindOf(level, code, fields);
    if (kind === undefined || QUIET.includes(kind) || code === EXPECTED) return;
    this.flush();
    const { mRID, by, instance, server, address } = fields;
    if (kind === 'discovered' && this.found.has(`${name} ${address}`)) return;
    if (kind === 'discovered') this.found.add(`${name} ${address}`);
    if (kind === 'trouble') this.say(name, record, [code, ...detailsOf(fields)].join(' '));
    else if (mRID !== undefined) {
      const why = by === undefined ? '' : ` by ${this.eventName(by)}`;
      this.say(name, record, `${this.eventName(mRID)} ${kind}${why}`);
    } else this.say(name, record, [kind, instance ?? server].filter((word) => word !== undefined).join(' '));
  }

  /** Says what was kept back. */
  flush(): void {
    const { readings } = this;
    this.readings = undefined;
    readings?.say(`${readings.device} reads ${readings.words.join(', ')}`);
  }

  private gather(device: string, words: string, say: (words: string) => void): void {
    if (this.readings?.device !== device) this.flush();
    this.readings ??= { device, say, words: [] };
    this.readings.words.push(words);
  }

  private utilityWords(record: PeerRecord): string | undefined {
    const { kind, device, meaning, name, mRID, text, reason } = record as Record<string, string | undefined>;
    if (mRID !== undefined && name !== undefined) this.events.set(mRID, name);
    switch (kind) {
      case 'published':
        return `${this.eventName(mRID)} is published`;
      case 'event':
        return `${this.eventName(mRID)} is ${meaning}`;
      case 'response':
        return `${device}: ${this.eventName(mRID)} ${meaning}`;
      case 'registered':
        return `${device} registered itself`;
      case 'tls-refused':
        return `a peer was refused: ${reason}`;
      case 'failure':
        return text ?? 'failure';
      default:
        return undefined;
    }
  }

  private eventName(mRID: LogValue): string {
    return `"${this.events.get(String(mRID)) ?? String(mRID).slice(0, 8)}"`;
  }

  private say(who: string, { time }: PeerRecord, words: string): void {
    const { clock } = this.options;
    const stamp = new Date(clock.localMs(clock.ofStamp(String(time)))).toISOString().slice(11, 23);
    this.line(who, `${stamp} ${words}`);
  }

  private line(who: string, text: string): void {
    const { paint, write } = this.options;
    const tint = who === BOARD_VOICE ? 'bold' : 'dim';
    write(`${paint(`${who.padEnd(this.width)} |`, tint)} ${text}\n`);
  }
}

function detailsOf(fields: Readonly<Record<string, LogValue>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'time' || value === undefined ? [] : [`${name}=${value}`],
  );
}
