/**
 * The curves that controls refer to: read when a control that matters now or soon names one, kept while one does
 * (IEEE 2030.5-2018, DERCurve; BASIC-004…006, BASIC-011, BASIC-012).
 */

import { DER_MODES } from '../functions/der-modes.js';
import { type DERControlBase, type DERCurve } from '../model/2018/types.gen.js';
import { type Requester } from './requester.js';

interface Place {
  readonly serverId: string;
  readonly href: string;
  /** `undefined` until it has been read. */
  curve: DERCurve | undefined;
}

/** Whom a shelf serves. */
export interface CurveReader {
  /** Who reads from a server; `undefined` while there is no session with it. */
  requester(serverId: string): Requester | undefined;
  /** A curve came: controls that name it can be followed now. */
  onCurve(): void;
}

export class CurveShelf {
  private readonly capacity: number;
  private readonly reader: CurveReader;
  private places: Place[] = [];
  private reading = false;

  /** @param capacity most curves that are kept */
  constructor(capacity: number, reader: CurveReader) {
    this.capacity = capacity;
    this.reader = reader;
  }

  /** Says anew which controls matter, the most pressing first; their curves are read one after the other. */
  wantOnly(controls: readonly { readonly serverId: string; readonly base: DERControlBase }[]): void {
    const wanted: Place[] = [];
    for (let i = 0; i < controls.length; i++) {
      const { serverId, base } = controls[i]!;
      for (let j = 0; j < DER_MODES.length && wanted.length < this.capacity; j++) {
        const value = base[DER_MODES[j]!.field];
        if (typeof value !== 'object' || !('href' in value)) continue;
        if (find(wanted, serverId, value.href) !== undefined) continue;
        wanted.push(find(this.places, serverId, value.href) ?? { serverId, href: value.href, curve: undefined });
      }
    }
    this.places = wanted;
    this.readNext(0);
  }

  /** The curve at an href of a server, where it has been read. */
  get(serverId: string, href: string): DERCurve | undefined {
    const place = find(this.places, serverId, href);
    return place === undefined ? undefined : place.curve;
  }

  /** One that cannot be read is passed over; the next {@link wantOnly} tries it again. */
  private readNext(from: number): void {
    if (this.reading) return;
    for (let i = from; i < this.places.length; i++) {
      const place = this.places[i]!;
      const requester = place.curve === undefined ? this.reader.requester(place.serverId) : undefined;
      if (requester === undefined) continue;
      this.reading = true;
      requester.get(place.href, 'DERCurve', (outcome) => {
        this.reading = false;
        place.curve = outcome.resource;
        const at = this.places.indexOf(place);
        this.readNext(at < 0 ? 0 : at + 1);
        if (outcome.resource !== undefined && at >= 0) this.reader.onCurve();
      });
      return;
    }
  }
}

function find(places: readonly Place[], serverId: string, href: string): Place | undefined {
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (place.href === href && place.serverId === serverId) return place;
  }
  return undefined;
}
