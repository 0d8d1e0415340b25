/** A run with a board as a short table and a few lines. */

import { showDuration } from '../scenario/time-values.js';
import { grouped } from '../terminal/format-summary.js';
import { type Painter } from '../terminal/style.js';
import { formatTable, type TableColumn } from '../terminal/table.js';
import { type DeviceOutcome, type MemoryMarks } from './outcome.js';

/** What a run left behind, as `--json` prints it. */
export interface BoardRunResult {
  readonly scenario: string;
  readonly board: string;
  readonly app: string;
  readonly crypto: string;
  /** How much of the scenario was played, and how long that took on the host, s. */
  readonly playedS: number;
  readonly hostS: number;
  /** Why it did not come to its end; `null`: it did. */
  readonly stopped: string | null;
  readonly restarts: number;
  /** `null`: the board did not say. */
  readonly memory: MemoryMarks | null;
  readonly devices: readonly DeviceOutcome[];
}

const COUNTS = ['received', 'started', 'completed', 'superseded', 'cancelled', 'other', 'readings'] as const;

export function formatResult(result: BoardRunResult, paint: Painter): string {
  const columns: TableColumn[] = [
    { title: 'device', align: 'left' },
    ...COUNTS.map((title): TableColumn => ({ title, align: 'right' })),
  ];
  const rows = result.devices.map((device) => ({
    cells: [
      device.isBoard ? `${device.name} (board)` : device.name,
      ...COUNTS.map((name) => (device[name] === 0 ? '·' : String(device[name]))),
    ],
    ...(device.isBoard ? { tint: 'bold' as const } : {}),
  }));
  return [
    formatTable(columns, rows, paint),
    memoryLine(result.memory),
    result.restarts === 0 ? 'The board did not restart.' : paint(`Restarts of the board: ${result.restarts}`, 'red'),
    `${showDuration(Math.round(result.playedS))} of the scenario took ${result.hostS.toFixed(1)} s.`,
    '',
  ].join('\n');
}

function memoryLine(memory: MemoryMarks | null): string {
  if (memory === null) return 'The board did not say what its memory holds.';
  const parts: readonly (readonly [string, string])[] = [
    ['slots', 'slots'],
    ['chunks', 'chunks'],
    ['stack', 'engine’s stack'],
    ['cstack', 'C stack'],
    ['fixed', 'fixed'],
    ['free', 'free'],
  ];
  const said = parts.flatMap(([name, words]) =>
    memory[name] === undefined ? [] : [`${words} ${grouped(memory[name])}`],
  );
  return `The board’s memory at its fullest, octets: ${said.join(', ')}.`;
}
