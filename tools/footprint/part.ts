/** A share of an image's flash or RAM, by name, and what it consists of. */

export interface Part {
  readonly name: string;
  readonly octets: number;
  /** Shares of it: their octets add up to its own. */
  readonly parts?: readonly Part[];
}

/** Octets that were counted, by path: adds up to a tree of parts. */
export class Tally {
  private own = 0;
  private readonly below = new Map<string, Tally>();

  /** Adds octets to the part that the path leads to; negative ones take away. */
  add(path: readonly string[], octets: number): void {
    this.own += octets;
    if (path.length === 0) return;
    const [first, ...rest] = path as [string, ...string[]];
    let tally = this.below.get(first);
    if (tally === undefined) this.below.set(first, (tally = new Tally()));
    tally.add(rest, octets);
  }

  get octets(): number {
    return this.own;
  }

  /** The parts, largest first, of equal ones by name; without those that came to nothing. */
  parts(): Part[] {
    return [...this.below]
      .filter(([, tally]) => tally.own !== 0)
      .map(([name, tally]) => {
        const parts = tally.parts();
        return { name, octets: tally.own, ...(parts.length === 0 ? {} : { parts }) };
      })
      .sort((a, b) => b.octets - a.octets || (a.name < b.name ? -1 : 1));
  }
}

/** The sum of parts. */
export function octetsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.octets, 0);
}

/** The part at a path of names. */
export function findPart(parts: readonly Part[], ...path: readonly string[]): Part | undefined {
  const found = parts.find((part) => part.name === path[0]);
  return path.length <= 1 || found === undefined ? found : findPart(found.parts ?? [], ...path.slice(1));
}
