/** An explanation as a table for people. */

import { toHex } from '../../stack/core/octets.js';
import { type BitField, type Explanation } from './explain.js';

/** Bits that are shown of a long field. */
const MAX_BITS = 32;
/** Characters that are shown of a long value. */
const MAX_VALUE = 48;
/** Octets a line of the dump. */
const DUMP_OCTETS = 32;

/** The stream in hexadecimal, then a line a bit field. */
export function explanationText(stream: Uint8Array, explanation: Explanation): string {
  const rows = [['bit', 'octet', 'width', 'bits', 'meaning', 'value', 'path'], ...explanation.fields.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const end = explanation.error === undefined ? '' : `\n${explanation.error.message}\n`;
  return `${stream.length} octets\n${dump(stream)}\n${lines.join('\n')}\n${end}`;
}

function rowOf(field: BitField): string[] {
  const octet = `${Math.floor(field.bit / 8)}.${field.bit % 8}`;
  return [
    String(field.bit),
    octet,
    String(field.width),
    cut(field.bits, MAX_BITS),
    field.meaning,
    cut(field.value, MAX_VALUE),
    field.path,
  ];
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function dump(stream: Uint8Array): string {
  let text = '';
  for (let i = 0; i < stream.length; i += DUMP_OCTETS) {
    const hex = toHex(stream.subarray(i, i + DUMP_OCTETS)).replace(/..(?=.)/g, '$& ');
    text += `  ${String(i).padStart(5)}  ${hex}\n`;
  }
  return text;
}
