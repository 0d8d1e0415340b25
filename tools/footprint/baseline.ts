/** The committed figures that a change is compared with, and how much each may grow before it must be explained. */

import { readFileSync, writeFileSync } from 'node:fs';

import { footprintName, type ImageFootprint } from './image-footprint.js';
import { type Part } from './part.js';
import { MODULES } from './rom-parts.js';

/** Growth that needs no word, by name. */
export interface Tolerances {
  /** Octets of a whole image, and of one part of it. */
  readonly flash: number;
  readonly flashPart: number;
  /** Octets at the peak, and of one part then. A run's peak hangs a little on when the network answers. */
  readonly ram: number;
  readonly ramPart: number;
  /** Of each count, per cent. */
  readonly instructionsPercent: number;
}

/** Figures by name. */
export type Figures = Readonly<Record<string, number>>;

/** One image in the baseline; what only a run tells is absent where none was made. */
export interface ImageBaseline {
  readonly flash: number;
  readonly flashParts: Figures;
  readonly ramPeak?: number;
  readonly ramParts: Figures;
  readonly instructions?: Figures;
}

export interface Baseline {
  readonly tolerances: Tolerances;
  /** By {@link footprintName}. */
  readonly images: Readonly<Record<string, ImageBaseline>>;
}

/** Something that grew past its tolerance. */
export interface Growth {
  /** `flash`, `RAM` or `instructions`. */
  readonly of: string;
  /** The part or the count; absent where it is the whole. */
  readonly part?: string;
  readonly before: number;
  readonly now: number;
  /** Most that it may have grown. */
  readonly tolerance: number;
  /** Of a whole: the parts that grew most, the most first. */
  readonly most?: readonly string[];
}

/** Most parts that are named with the growth of a whole. */
const MAX_NAMED = 3;

/** A baseline that cannot be read; says which file and what is wrong. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

export const DEFAULT_TOLERANCES: Tolerances = Object.freeze({
  flash: 2048,
  flashPart: 1024,
  ram: 4096,
  ramPart: 3072,
  instructionsPercent: 2,
});

/** @throws BaselineError */
export function readBaseline(file: string): Baseline {
  let baseline: Partial<Baseline>;
  try {
    baseline = JSON.parse(readFileSync(file, 'utf8')) as Partial<Baseline>;
  } catch (error) {
    throw new BaselineError(`${file}: ${(error as Error).message}`);
  }
  for (const name of Object.keys(DEFAULT_TOLERANCES) as (keyof Tolerances)[]) {
    const value = baseline.tolerances?.[name];
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new BaselineError(`${file}: tolerances.${name}: expected a number from 0, got ${String(value)}`);
    }
  }
  return { tolerances: baseline.tolerances!, images: baseline.images ?? {} };
}

/** Puts the figures of images into a baseline; what they were not measured for stays as it was. */
export function updateBaseline(old: Baseline, measured: readonly ImageFootprint[]): Baseline {
  const images: Record<string, ImageBaseline> = { ...old.images };
  for (const image of measured) {
    const name = footprintName(image);
    const { flash, flashParts, ramPeak, ramParts, instructions } = image;
    const ran = { ramPeak, instructions: instructions === undefined ? undefined : sorted(instructions) };
    const before = images[name];
    images[name] = {
      flash,
      flashParts: sorted(comparable(flashParts)),
      ...(before?.ramPeak === undefined ? {} : { ramPeak: before.ramPeak }),
      ramParts: sorted({ ...(ramPeak === undefined ? before?.ramParts : {}), ...comparable(ramParts) }),
      ...(before?.instructions === undefined ? {} : { instructions: before.instructions }),
      ...(ran.ramPeak === undefined ? {} : { ramPeak: ran.ramPeak }),
      ...(ran.instructions === undefined ? {} : { instructions: ran.instructions }),
    };
  }
  return { tolerances: old.tolerances, images: sorted(images) };
}

export function writeBaseline(file: string, baseline: Baseline): void {
  writeFileSync(file, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

/** What grew past its tolerance; empty also where the baseline does not know the image. */
export function compareWith(baseline: Baseline, image: ImageFootprint): Growth[] {
  const { tolerances, images } = baseline;
  const before = images[footprintName(image)];
  if (before === undefined) return [];
  const growths: Growth[] = [];
  const look = (growth: Growth): void => {
    if (growth.now - growth.before > growth.tolerance) growths.push(growth);
  };
  const lookAtParts = (of: string, then: Figures, now: Figures, tolerance: number): void => {
    for (const [part, octets] of Object.entries(now))
      look({ of, part, before: then[part] ?? 0, now: octets, tolerance });
  };
  const flash = comparable(image.flashParts);
  const most = mostGrown(before.flashParts, flash);
  look({ of: 'flash', before: before.flash, now: image.flash, tolerance: tolerances.flash, most });
  lookAtParts('flash', before.flashParts, flash, tolerances.flashPart);
  const ram = comparable(image.ramParts);
  if (before.ramPeak !== undefined && image.ramPeak !== undefined) {
    const grown = mostGrown(before.ramParts, ram);
    look({ of: 'RAM', before: before.ramPeak, now: image.ramPeak, tolerance: tolerances.ram, most: grown });
  }
  lookAtParts('RAM', before.ramParts, ram, tolerances.ramPart);
  for (const [part, now] of Object.entries(image.instructions ?? {})) {
    const then = before.instructions?.[part];
    if (then === undefined) continue;
    look({ of: 'instructions', part, before: then, now, tolerance: (then * tolerances.instructionsPercent) / 100 });
  }
  return growths;
}

function mostGrown(then: Figures, now: Figures): string[] {
  return Object.entries(now)
    .map(([name, octets]) => ({ name, by: octets - (then[name] ?? 0) }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
    .slice(0, MAX_NAMED)
    .map(({ name }) => name);
}

/** Parts as they are compared: the first level, and of the modules their folders, `modules: stack/client`. */
export function comparable(parts: readonly Part[]): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const { name, octets, parts: below } of parts) {
    if (name !== MODULES) figures[name] = octets;
    else for (const folder of below ?? []) figures[`${name}: ${folder.name}`] = folder.octets;
  }
  return figures;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
