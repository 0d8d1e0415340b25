/**
 * Event codes where a type has wildcards: attributes of any name, AT(*), or elements of any name, SE(*).
 *
 * EXI 1.0 §8.5.4.3 orders the productions of a state: attributes by name, AT(*), elements in schema order, SE(*), EE. The
 * codec counts slots, in which a wildcard of elements has its place among the fields and AT(*) has none. Between the two
 * numberings it is this module that translates. `count` is the number of slots that may come next, EE among them; a schema
 * has no state in which two wildcards of elements may come.
 */

import { ANY_TYPE, type Words } from '../model/schema.js';

/** What {@link slotDistance} says of AT(*). */
export const ANY_ATTRIBUTE = -1;

/** The wildcard among the slots that may come next, or -1. */
function wildcardIn(slots: Words, slot: number, end: number, count: number): number {
  const last = slot + count < end ? slot + count : end;
  for (let s = slot; s < last; s++) if (slots[2 * s + 1] === ANY_TYPE) return s;
  return -1;
}

/** Declared attributes that may come next: those before AT(*). */
function attributesBefore(slot: number, content: number, count: number): number {
  return content - slot < count ? content - slot : count;
}

/**
 * How far from `slot` the production of an event code is; `count` for the escape to the second level.
 *
 * @param open whether AT(*) is among the productions
 */
export function slotDistance(
  code: number,
  slots: Words,
  slot: number,
  content: number,
  end: number,
  count: number,
  open: boolean,
): number {
  let distance = code;
  if (open) {
    const attributes = attributesBefore(slot, content, count);
    if (code === attributes) return ANY_ATTRIBUTE;
    if (code > attributes) distance--;
  }
  const wildcard = wildcardIn(slots, slot, end, count);
  if (wildcard < 0) return distance;
  const anyElement = slot + count > end ? count - 2 : count - 1;
  if (distance === anyElement) return wildcard - slot;
  return distance >= wildcard - slot && distance < anyElement ? distance + 1 : distance;
}

/** The event code of the production `distance` from `slot`: the inverse of {@link slotDistance}. */
export function eventCode(
  distance: number,
  slots: Words,
  slot: number,
  content: number,
  end: number,
  count: number,
  open: boolean,
): number {
  let code = distance;
  const wildcard = wildcardIn(slots, slot, end, count);
  if (wildcard >= 0 && slot + distance > wildcard && slot + distance < end && distance < count) code--;
  return open && distance >= attributesBefore(slot, content, count) ? code + 1 : code;
}
