/** Names a value in the message of an error: what was found where something else was expected. */

/** Characters of a text that are shown. */
const SHOWN = 32;

/** A short text for any value: `"PT1H"`, `null`, `an array`, `an object`, `1.5`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return '"' + (value.length > SHOWN ? value.slice(0, SHOWN) + '…' : value) + '"';
    case 'function':
    case 'symbol':
      return typeof value;
    case 'object':
      if (!value) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}
