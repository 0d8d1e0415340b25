/** Colours where a terminal shows them and nobody refused them (https://no-color.org). */

export type Tint = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

const CODES: Readonly<Record<Tint, number>> = Object.freeze({
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
});

/** Colours a text, or leaves it as it is. */
export type Painter = (text: string, tint: Tint) => string;

export const PLAIN: Painter = (text) => text;

const COLOURED: Painter = (text, tint) => `\u001b[${CODES[tint]}m${text}\u001b[0m`;

/** Colours only for a terminal, and not where NO_COLOR is set to anything. */
export function painterFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Painter {
  const refused = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '';
  return stream.isTTY === true && !refused && environment['TERM'] !== 'dumb' ? COLOURED : PLAIN;
}
