/** An emulated board at home, for tests: its image, certificates, a scenario for its server, and words to wait for. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext } from 'ava';

import { type ConsoleRecord } from '../../tools/board/console-record.js';
import { BoardHome, type BoardHomeOptions } from '../../tools/board/home.js';
import { type PeerProcess } from '../../tools/board/peer-process.js';
import { type Board, readBoard } from '../../tools/firmware/board.js';
import { buildImage, type BuiltImage } from '../../tools/firmware/build.js';
import { type CryptoChoice } from '../../tools/firmware/options.js';
import { PROJECT_ROOT } from '../../tools/support/project-root.js';
import { makePki, removePki } from './serve-process.js';

/** The emulated board. */
export const BOARD_NAME = 'netduinoplus2';

/** The longest that the host may take for one step of a test, ms: an emulated handshake on a busy machine takes seconds. */
export const STEP_MS = 90_000;

export function emulatedBoard(): Board {
  return readBoard(PROJECT_ROOT, BOARD_NAME);
}

/** The emulator's image of an app of the project, or of a manifest. */
export function emulatorImage(app: string, crypto: CryptoChoice = 'native'): Promise<BuiltImage> {
  return buildImage(PROJECT_ROOT, { board: BOARD_NAME, app, crypto, target: 'emulator' });
}

/** What an event of a test's server does. */
export interface TestEvent {
  /** From the server's start, s. */
  readonly atS: number;
  readonly durationS: number;
  /** YAML of its control: `loadReductionPercent: 100`. */
  readonly control: string;
  readonly more?: string;
}

/** A home of a test: gone when the test ends. */
export class TestHome {
  private constructor(
    readonly home: BoardHome,
    private readonly folder: string,
    readonly pki: string,
    /** The kind of appliance that the board is: the name of its certificate. */
    private readonly kind: string,
  ) {}

  static async start(
    t: ExecutionContext,
    image: BuiltImage,
    options: Partial<BoardHomeOptions> & { name: string },
  ): Promise<TestHome> {
    const folder = mkdtempSync(join(tmpdir(), 'sep2-test-home-'));
    const pki = makePki();
    const home = await BoardHome.start({ board: image.board, image: image.linked.elf, pki, ...options });
    const self = new TestHome(home, folder, pki, options.name);
    t.teardown(async () => {
      await home.stop();
      removePki(pki);
      rmSync(folder, { recursive: true, force: true });
    });
    return self;
  }

  /** A server with one demand-response programme of these events. */
  serve(events: readonly TestEvent[], args: readonly string[] = [], pollRate = '60s'): Promise<PeerProcess> {
    return this.home.serve(['--scenario', this.scenario(events, pollRate), ...args]);
  }

  /** The file of such a scenario. */
  scenario(events: readonly TestEvent[], pollRate: string): string {
    const file = join(this.folder, 'scenario.yaml');
    const lines = events.map(({ atS, durationS, control, more }, at) => {
      const when = new Date(Date.UTC(2026, 6, 15, 0, 0, atS)).toISOString().slice(11, 19);
      const extra = more === undefined ? '' : `, ${more}`;
      return `          - { name: Event ${at + 1}, at: '${when}', duration: ${durationS}s, control: { ${control} }${extra} }`;
    });
    writeFileSync(
      file,
      `name: a board's events
start: 2026-07-15T00:00:00+00:00
duration: 48h
devices: [{ kind: ${this.kind} }]
servers:
  - name: utility
    pollRate: ${pollRate}
    programs:
      - kind: drlc
        name: Peak
        mRID: F123456789ABCDEF0123456700009F1C
        primacy: 1
        events:
${lines.join('\n')}
`,
    );
    return file;
  }

  /** Moves time on until the board says a record that fits, or fails after `virtualS` of skipped time. */
  async until(
    test: (record: ConsoleRecord) => boolean,
    virtualS: number,
    from = 0,
    hostMs = STEP_MS,
  ): Promise<ConsoleRecord> {
    const { conductor, emulator } = this.home;
    const find = (): ConsoleRecord | undefined => emulator.console.since(from, test)[0];
    if (!(await conductor.run(virtualS * 1000, hostMs, () => find() !== undefined))) {
      throw new Error(
        `no such record in ${virtualS} virtual seconds; the console said last:\n${emulator.console.tail()}`,
      );
    }
    return find()!;
  }
}

/** A test of a record's code, and of fields. */
export function says(code: string, fields: Readonly<Record<string, unknown>> = {}): (record: ConsoleRecord) => boolean {
  return (record) =>
    record.code === code && Object.entries(fields).every(([name, value]) => record.fields[name] === value);
}
