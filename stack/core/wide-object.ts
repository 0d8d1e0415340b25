/**
 * Fills objects of many properties so that they stay quick to walk.
 *
 * V8 turns an object into a hash table when its 17th property comes by assignment under a computed name; a single such
 * object also slows every `for in` that meets it, for all objects after it. A defined property has no such bound.
 */

/** How many properties an object may be given by plain assignment. */
export const NARROW_PROPERTIES = 16;

/** `object[name] = value` for an object of more than {@link NARROW_PROPERTIES}, which has no such property yet. */
export function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
