/**
 * Measures images: flash and statics of what ships, the real image; heaps and stacks of a run of its emulator twin; instructions
 * of the bench, once for each crypto provider.
 */

import { readFileSync } from 'node:fs';

import { buildImage, type BuiltImage } from '../firmware/build.js';
import { type CryptoChoice } from '../firmware/options.js';
import { flashParts } from './flash-parts.js';
import { type ImageFootprint } from './image-footprint.js';
import { type BenchResult, buildBench, runBench } from './instructions.js';
import { parseMap } from './map.js';
import { ownersOf } from './owners.js';
import { octetsOf } from './part.js';
import { ramParts, type RamUsage } from './ram-parts.js';
import { runScenario } from './scenario.js';

/** The bench itself, measured as if it were an app. */
export const BENCH_APP = 'bench';

/** What is to be measured. */
export interface FootprintChoice {
  readonly board: string;
  /** An app as `sep2 firmware` knows them, or `bench`. */
  readonly app: string;
  readonly crypto: CryptoChoice;
}

export class Measurer {
  private readonly benches = new Map<string, Promise<BenchResult>>();

  /**
   * @param root absolute path of the project
   * @param runs false: nothing is started, flash and statics are all that is told
   */
  constructor(
    private readonly root: string,
    private readonly runs: boolean,
  ) {}

  /** @throws what buildImage throws; RunError where the board did not do what it was to */
  async measure(choice: FootprintChoice): Promise<ImageFootprint> {
    return choice.app === BENCH_APP ? this.measureBench(choice) : this.measureApp(choice);
  }

  private async measureApp(choice: FootprintChoice): Promise<ImageFootprint> {
    const real = await buildImage(this.root, { ...choice, target: 'real' });
    if (!this.runs) return this.footprint(choice, real, undefined);
    const { instructions, machineAtStart } = await this.bench(choice);
    const emulated = await buildImage(this.root, { ...choice, target: 'emulator' });
    const { memory, firstEventMs, pools } = await runScenario(emulated);
    return { ...this.footprint(choice, real, memory), pools, machineAtStart, firstEventMs, instructions };
  }

  private async measureBench(choice: FootprintChoice): Promise<ImageFootprint> {
    const image = await buildBench(this.root, choice.board, choice.crypto);
    if (!this.runs) return this.footprint(choice, image, undefined);
    const { instructions, machineAtStart, memory } = await this.bench(choice);
    return { ...this.footprint(choice, image, memory), machineAtStart, instructions };
  }

  /** The bench's result on a board with a provider; it runs once. */
  private bench({ board, crypto }: FootprintChoice): Promise<BenchResult> {
    const key = `${board} ${crypto}`;
    let result = this.benches.get(key);
    if (result === undefined) {
      result = buildBench(this.root, board, crypto).then(runBench);
      this.benches.set(key, result);
    }
    return result;
  }

  private footprint(choice: FootprintChoice, built: BuiltImage, usage: RamUsage | undefined): ImageFootprint {
    const { board, linked, manifest, objects, rom } = built;
    const { sections, flash, flashRoom, ramRoom } = built.usage;
    const map = parseMap(readFileSync(linked.map, 'utf8'));
    const ownerOf = ownersOf(objects, this.root);
    const loaded = new Set(sections.filter((section) => section.loaded).map((section) => section.name));
    const ramStart = Number(board.memory.ram.origin);
    const inRam = new Set(sections.filter(({ address }) => address >= ramStart).map((section) => section.name));
    const origin = Number(board.memory.flash.origin);
    const inUse = ramParts({ map, inRam, ownerOf, stackSlots: manifest.creation.stack ?? 0, usage });
    return {
      ...choice,
      flash,
      flashRoom,
      flashParts: flashParts({ map, loaded, bin: readFileSync(linked.bin), origin, ownerOf, rom }),
      ...(usage === undefined ? {} : { ramPeak: octetsOf(inUse) }),
      ramRoom,
      ramParts: inUse,
    };
  }
}
