/**
 * A sequence kept in order: insertion and removal cost the root of its length, a page costs what it holds.
 *
 * Items stand in blocks of bounded length, so that a list of a million never moves as a whole.
 */

const MAX_BLOCK_ITEMS = 1024;

export class SortedList<T> {
  private readonly compare: (a: T, b: T) => number;
  private readonly blocks: T[][] = [];
  private total = 0;

  /** `compare` gives a total order: 0 only for the same item. */
  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare;
  }

  get length(): number {
    return this.total;
  }

  insert(item: T): void {
    this.total++;
    if (this.blocks.length === 0) {
      this.blocks.push([item]);
      return;
    }
    let at = this.blockOf(item);
    if (at === this.blocks.length) at--;
    const block = this.blocks[at]!;
    block.splice(this.lowerBound(block, item), 0, item);
    if (block.length <= MAX_BLOCK_ITEMS) return;
    // A block that overflows at its end is a list that grows in order: leave it full rather than halve it.
    const cut =
      at === this.blocks.length - 1 && block[block.length - 1] === item ? MAX_BLOCK_ITEMS : block.length >>> 1;
    this.blocks.splice(at + 1, 0, block.splice(cut));
  }

  /** Takes an item out; `false` where it is not there. */
  remove(item: T): boolean {
    const at = this.blockOf(item);
    if (at === this.blocks.length) return false;
    const block = this.blocks[at]!;
    const index = this.lowerBound(block, item);
    if (index === block.length || this.compare(block[index]!, item) !== 0) return false;
    block.splice(index, 1);
    if (block.length === 0) this.blocks.splice(at, 1);
    this.total--;
    return true;
  }

  /** The item at an ordinal in [0, length), or `undefined` past it. */
  at(ordinal: number): T | undefined {
    let left = ordinal;
    for (let i = 0; i < this.blocks.length; i++) {
      const block = this.blocks[i]!;
      if (left < block.length) return block[left];
      left -= block.length;
    }
    return undefined;
  }

  /** Appends up to `limit` items from ordinal `start` to `target`. */
  copyInto(target: T[], start: number, limit: number): void {
    let skip = start;
    let left = limit;
    for (let i = 0; i < this.blocks.length && left > 0; i++) {
      const block = this.blocks[i]!;
      if (skip >= block.length) {
        skip -= block.length;
        continue;
      }
      for (; skip < block.length && left > 0; skip++, left--) target.push(block[skip]!);
      skip = 0;
    }
  }

  /** How many items from the front satisfy `test`, which holds for a front part of the order only. */
  countFront(test: (item: T) => boolean): number {
    let before = 0;
    for (let i = 0; i < this.blocks.length; i++) {
      const block = this.blocks[i]!;
      if (test(block[block.length - 1]!)) {
        before += block.length;
        continue;
      }
      let low = 0;
      let high = block.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (test(block[middle]!)) low = middle + 1;
        else high = middle;
      }
      return before + low;
    }
    return before;
  }

  /** The first block whose last item is not before `item`; the number of blocks where all are. */
  private blockOf(item: T): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.blocks[middle]!;
      if (this.compare(block[block.length - 1]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private lowerBound(block: readonly T[], item: T): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(block[middle]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
