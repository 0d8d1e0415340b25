/**
 * The curves that controls refer to: each is read once, when a control first names it, and kept while there is room
 * (IEEE 2030.5-2018, DERCurve; BASIC-004…006, BASIC-011, BASIC-012).
 */

import { type DERControlBase, type DERCurve } from '../model/2018/types.gen.js';
import { DER_MODES } from '../functions/der-modes.js';
import { type Requester } from './requester.js';

export class CurveShelf {
  private readonly capacity: number;
  /** By server and href; `undefined` while it is being read. */
  private readonly curves = new Map<string, DERCurve | undefined>();

  /** @param capacity most curves that are kept; the oldest makes room */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Reads the curves of a control that are not here yet. */
  want(serverId: string, requester: Requester, base: DERControlBase): void {
    const links = curveLinks(base);
    for (let i = 0; i < links.length; i++) {
      const key = keyOf(serverId, links[i]!);
      if (this.curves.has(key)) continue;
      if (this.curves.size >= this.capacity) {
        const oldest = this.curves.keys().next().value;
        if (oldest !== undefined) this.curves.delete(oldest);
      }
      this.curves.set(key, undefined);
      requester.get(links[i]!, 'DERCurve', (outcome) => {
        if (outcome.resource === undefined) this.curves.delete(key);
        else if (this.curves.has(key)) this.curves.set(key, outcome.resource);
      });
    }
  }

  /** The curve at an href of a server, where it has been read. */
  get(serverId: string, href: string): DERCurve | undefined {
    return this.curves.get(keyOf(serverId, href));
  }
}

/** One space suffices: an href has none. */
function keyOf(serverId: string, href: string): string {
  return href + ' ' + serverId;
}

/** The hrefs of the curves that a control names. */
function curveLinks(base: DERControlBase): string[] {
  const links: string[] = [];
  for (let i = 0; i < DER_MODES.length; i++) {
    const value = base[DER_MODES[i]!.field];
    if (typeof value === 'object' && 'href' in value) links.push(value.href);
  }
  return links;
}
