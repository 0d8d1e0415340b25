/** `sep2 sim --board`: plays a scenario with an emulated board among simulated appliances, on a private link. */

import { Symboliser } from '../../board/symboliser.js';
import { type PeerRecord } from '../../board/peer-process.js';
import { type Board } from '../../firmware/board.js';
import { type BuiltImage } from '../../firmware/build.js';
import { type ImageChoice } from '../../firmware/options.js';
import { localClock } from '../local-time.js';
import { showDuration } from '../scenario/time-values.js';
import { type Painter } from '../terminal/style.js';
import { Cast } from './cast.js';
import { HomeClock } from './clock.js';
import { conduct } from './conduct.js';
import { prepareImage } from './image.js';
import { Interruption } from './interruption.js';
import { OutcomeRecorder } from './outcome.js';
import { type BoardRunResult } from './report.js';
import { type Setting } from './setting.js';
import { BOARD_VOICE, Voices } from './voices.js';

/** Longest that the board may take to say what its memory holds, ms of the host. */
const MEMORY_MS = 5000;

export interface PlayOptions {
  /** Root of the project. */
  readonly root: string;
  readonly setting: Setting;
  readonly choice: ImageChoice;
  /** Takes what is said while it runs, a line with its end. */
  readonly write: (line: string) => void;
  readonly paint: Painter;
}

/**
 * Plays a setting, and leaves no process behind.
 * @throws Error where there is no image, no network or no emulator: what `buildImage` and `BoardHome` throw
 */
export async function play(options: PlayOptions): Promise<BoardRunResult> {
  const { root, setting, choice, write } = options;
  const image = await prepareImage(root, choice, (line) => write(`${line}\n`));
  const interruption = new Interruption();
  try {
    write(introduce(setting, image.board));
    const beganMs = performance.now();
    const cast = await Cast.start(setting, image);
    try {
      return await perform(cast, image, interruption, beganMs, options);
    } finally {
      await cast.end();
    }
  } finally {
    interruption.release();
  }
}

async function perform(
  cast: Cast,
  image: BuiltImage,
  interruption: Interruption,
  beganMs: number,
  { setting, choice, write, paint }: PlayOptions,
): Promise<BoardRunResult> {
  const { scenario, server, board, others } = setting;
  const { conductor, emulator } = cast.home;
  const listening = cast.server.records.find(({ kind }) => kind === 'listening')!;
  const clock = new HomeClock(scenario, Date.parse(String(listening['began'])) / 1000, conductor);
  const names = [BOARD_VOICE, server.name, ...others.map(({ name }) => name)];
  const voices = new Voices({ clock, names, write, paint, symboliser: new Symboliser(image.linked.elf) });
  const outcome = new OutcomeRecorder(scenario.devices, board.name);

  const hearServer = (record: PeerRecord): void => {
    outcome.utility(record);
    voices.utility(server.name, record);
  };
  cast.server.records.forEach(hearServer);
  cast.server.onRecord = hearServer;
  // What it says after a skip of time is heard after the skip: that comes by another line.
  emulator.console.onLine = (line) =>
    setImmediate(() => {
      if ('record' in line) {
        if (line.record.code === 'board.boot') clock.boardStarted();
        outcome.board(line.record);
      }
      voices.board(line);
    });
  await cast.powerOn();
  const begun = cast.startAppliances();
  for (const [name, peer] of cast.appliances) peer.onRecord = (record) => voices.appliance(name, record);

  const interrupted = interruption.happened.then(() => `interrupted by ${interruption.signal}`);
  const played = begun.then(
    () => conduct(cast, setting, clock, outcome),
    (error: Error) => error.message,
  );
  const stopped = await Promise.race([played, interrupted]);
  if (stopped === undefined) await askMemory(cast);
  await new Promise(setImmediate);
  voices.flush();
  return {
    scenario: scenario.name,
    board: choice.board,
    app: choice.app,
    crypto: choice.crypto,
    playedS: Math.min(clock.nowS(), setting.endS) - scenario.startS,
    hostS: (performance.now() - beganMs) / 1000,
    stopped: stopped ?? null,
    restarts: outcome.restarts,
    memory: outcome.memory ?? null,
    devices: outcome.devices,
  };
}

/** The board says what its memory held at most; where it does not, its last record of it stands. */
async function askMemory({ home }: Cast): Promise<void> {
  const { console } = home.emulator;
  const mark = console.mark();
  home.emulator.say('m');
  await console.record('mem.high', MEMORY_MS, mark).catch(() => undefined);
}

function introduce({ scenario, board, endS, omissions }: Setting, { title }: Board): string {
  const length = showDuration(endS - scenario.startS);
  const from = localClock(scenario, scenario.startS, false);
  return [
    `${scenario.name}: ${length} from ${from}; an emulated ${title} is the ${board.name}.`,
    ...omissions,
    '',
    '',
  ].join('\n');
}
