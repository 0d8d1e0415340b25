/** What a run with a board comes to: responses as the server took them, the board's memory, its restarts. */

import { type ConsoleRecord } from '../../board/console-record.js';
import { type PeerRecord } from '../../board/peer-process.js';
import { type DeviceKind } from '../scenario/types.js';

/** Events of one device, by the last word that the server has of them and by those before. */
export interface DeviceOutcome {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly isBoard: boolean;
  received: number;
  started: number;
  completed: number;
  superseded: number;
  cancelled: number;
  /** Any other answer: opted out, refused, over on arrival. */
  other: number;
  /** Meter readings that it posted. */
  readings: number;
}

/** High-water marks of the board, octets, as its record `mem.high` names them (`hal/xs/memory-record.c`). */
export type MemoryMarks = Readonly<Record<string, number>>;

type Count = 'received' | 'started' | 'completed' | 'superseded' | 'cancelled';

/** Response.status (IEEE 2030.5-2018, Response): 7 by an event of the same, 13 and 14 by one of another server or programme. */
const COUNTS: Readonly<Record<number, Count>> = Object.freeze({
  1: 'received',
  2: 'started',
  3: 'completed',
  6: 'cancelled',
  7: 'superseded',
  13: 'superseded',
  14: 'superseded',
});

export class OutcomeRecorder {
  readonly devices: readonly DeviceOutcome[];
  memory: MemoryMarks | undefined = undefined;
  /** Starts of the board after the first. */
  restarts = 0;
  private isStarted = false;
  /** Responses that were counted: a device may say the same again. */
  private readonly seen = new Set<string>();

  constructor(devices: readonly { readonly name: string; readonly kind: DeviceKind }[], board: string) {
    this.devices = devices.map(({ name, kind }) => ({
      name,
      kind,
      isBoard: name === board,
      ...{ received: 0, started: 0, completed: 0, superseded: 0, cancelled: 0, other: 0, readings: 0 },
    }));
  }

  /** A record of the server's log. */
  utility({ kind, device, mRID, status }: PeerRecord): void {
    const found = this.devices.find(({ name }) => name === device);
    if (found === undefined) return;
    if (kind === 'reading') found.readings++;
    if (kind !== 'response') return;
    const key = [device, mRID, status].join(' ');
    if (this.seen.has(key)) return;
    this.seen.add(key);
    found[COUNTS[Number(status)] ?? 'other']++;
  }

  /** A record of the board's console. */
  board({ code, fields }: ConsoleRecord): void {
    if (code === 'board.boot') {
      if (this.isStarted) this.restarts++;
      this.isStarted = true;
    }
    // After a restart the marks begin anew: the highest of all runs counts, and what was free at least.
    if (code !== 'mem.high') return;
    const marks: Record<string, number> = { ...this.memory };
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'number') continue;
      const mark = marks[name] ?? value;
      marks[name] = name === 'free' ? Math.min(mark, value) : Math.max(mark, value);
    }
    this.memory = marks;
  }
}
