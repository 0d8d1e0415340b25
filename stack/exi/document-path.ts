/** Where in a document a codec is, kept as numbers so that it costs nothing until an error asks for it. */

import { type Schema } from '../model/schema.js';

export class DocumentPath {
  /** Name of the root element; empty before it is known. */
  root = '';
  /** Elements that are open. */
  depth = 0;
  /** By depth from 1: the slot that is at work, -1 where it is none of the schema. */
  readonly slots: number[] = [];
  /** By depth from 1: the item of a list, counted from 0. */
  readonly items: number[] = [];

  constructor(maxDepth: number) {
    for (let i = 0; i <= maxDepth; i++) {
      this.slots.push(-1);
      this.items.push(0);
    }
  }

  /** A document begins. */
  clear(root: string): void {
    this.root = root;
    this.depth = 0;
  }

  /** `DERControlList/DERControl[3]/mRID`. */
  describe(schema: Schema): string {
    let path = this.root;
    for (let i = 1; i <= this.depth && i < this.slots.length; i++) {
      const slot = this.slots[i]!;
      if (slot < 0) break;
      path += '/' + schema.slotName(slot);
      if (schema.slotMax(slot) > 1) path += '[' + this.items[i]! + ']';
    }
    return path;
  }
}
