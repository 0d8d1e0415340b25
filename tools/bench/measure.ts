/**
 * Measures contenders against each other: in turn, in short slices, so that a busy machine slows all of them alike.
 * The best slice of each counts.
 */

export interface Contender {
  readonly name: string;
  /** One operation. Its result is looked at, so that it cannot be optimised away. */
  run(): unknown;
}

export interface Measured {
  readonly name: string;
  /** Operations a second in the best slice. */
  readonly best: number;
  /** Operations a second in the median slice. */
  readonly median: number;
}

export interface Pace {
  /** Length of one slice, milliseconds, at least 1. */
  readonly sliceMs: number;
  /** Slices a contender, at least 1. */
  readonly slices: number;
}

/** Enough short slices that each contender meets quiet moments of a shared machine: about 0.8 s a contender. */
export const FULL_PACE: Pace = Object.freeze({ sliceMs: 20, slices: 40 });
/** Long enough to see that everything runs. */
export const SMOKE_PACE: Pace = Object.freeze({ sliceMs: 2, slices: 2 });

/** Runs the contenders in interleaved slices. */
export function measure(contenders: readonly Contender[], pace: Pace): Measured[] {
  const rates: number[][] = contenders.map(() => []);
  for (const contender of contenders) slice(contender, pace.sliceMs); // warm up
  for (let round = 0; round < pace.slices; round++) {
    contenders.forEach((contender, i) => rates[i]!.push(slice(contender, pace.sliceMs)));
  }
  return contenders.map((contender, i) => {
    const sorted = rates[i]!.sort((a, b) => b - a);
    return { name: contender.name, best: sorted[0]!, median: sorted[sorted.length >>> 1]! };
  });
}

/** Operations a second over one slice. */
function slice(contender: Contender, sliceMs: number): number {
  const start = performance.now();
  const end = start + sliceMs;
  let operations = 0;
  let batch = 1;
  let now = start;
  let seen: unknown;
  do {
    for (let i = 0; i < batch; i++) seen = contender.run();
    operations += batch;
    now = performance.now();
    if (now - start < sliceMs / 10) batch *= 2;
  } while (now < end);
  if (seen === undefined) throw new Error(`contender ${contender.name}: expected a result, got undefined`);
  return (operations * 1000) / (now - start);
}
