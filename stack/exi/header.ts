/**
 * The EXI header as IEEE 2030.5 uses it (EXI 1.0 §5): an options document with the schemaId and nothing else, so that every
 * other option has its default: bit-packed, not strict, nothing preserved.
 *
 * `A0` then `001100`, the schemaId as a string, `1`; the body follows at once, without padding.
 */

import { unsupported } from '../core/peer-error.js';
import { type BitReader } from './bit-reader.js';
import { type BitWriter } from './bit-writer.js';

/** Longest schemaId that is read, to be named where it is refused. Code points. */
const MAX_SCHEMA_ID = 64;

/** `$EXI`, which may come first. */
const COOKIE = Object.freeze([0x24, 0x45, 0x58, 0x49]);

/** Reads a header up to the first bit of the body; refuses by name whatever is not a header of `schemaId`. */
export function readHeader(reader: BitReader, schemaId: string): void {
  skipCookie(reader);
  if (reader.bits(2) !== 2)
    throw reader.fail('exi.header', 'the distinguishing bits 10 are missing: not an EXI stream');
  const hasOptions = reader.bits(1) === 1;
  if (reader.bits(1) === 1) throw refuse(reader, 'exi.version', 'a preview version of EXI');
  const version = reader.bits(4);
  if (version !== 0) throw refuse(reader, 'exi.version', 'EXI version ' + (version + 1) + ', expected 1');
  if (!hasOptions) throw refuse(reader, 'exi.options', 'no options in the header, expected schemaId ' + schemaId);
  if (reader.bits(1) !== 0) throw reader.fail('exi.options', 'the options document has no header element');
  switch (reader.bits(2)) {
    case 0:
      throw refuse(reader, 'exi.options', describeLessCommon(reader));
    case 2:
      throw refuse(reader, 'exi.options', 'the option strict');
    case 3:
      throw refuse(reader, 'exi.options', 'no schemaId, expected ' + schemaId);
  }
  switch (reader.bits(2)) {
    case 0:
      throw refuse(reader, 'exi.options', 'the option compression');
    case 1:
      throw refuse(reader, 'exi.options', 'the option fragment');
    case 3:
      throw refuse(reader, 'exi.options', 'no schemaId, expected ' + schemaId);
  }
  if (reader.bits(1) !== 0) throw refuse(reader, 'exi.schema-id', 'a stream without schema, expected ' + schemaId);
  const at = reader.bit;
  const length = reader.unsigned(0xffff) - 2;
  if (length < 0 || length > MAX_SCHEMA_ID) throw refuse(reader, 'exi.schema-id', 'a schemaId that is not ' + schemaId);
  const found = reader.characters(length);
  if (found !== schemaId) {
    throw unsupported('exi.schema-id', 'schemaId ' + found + ', expected ' + schemaId, { bit: at });
  }
  if (reader.bits(1) !== 1) throw refuse(reader, 'exi.options', 'the option strict');
}

/** Writes the header of `schemaId`. */
export function writeHeader(writer: BitWriter, schemaId: string): void {
  writer.bits(0xa0, 8);
  writer.bits(0x0c, 6);
  writer.unsigned(schemaId.length + 2);
  writer.characters(schemaId);
  writer.bits(1, 1);
}

function skipCookie(reader: BitReader): void {
  const at = reader.bit;
  for (let i = 0; i < COOKIE.length; i++) {
    if (reader.left() < 8 || reader.bits(8) !== COOKIE[i]) {
      reader.bit = at;
      return;
    }
  }
}

/** Names the first of the rarer options (EXI 1.0 §5.4, schema of the options document). */
function describeLessCommon(reader: BitReader): string {
  const names = ['group uncommon (alignment, selfContained, table sizes, datatypes)', 'preserve', 'blockSize'];
  const which = reader.bits(2);
  return 'the option ' + (which < names.length ? names[which]! : 'group lesscommon');
}

function refuse(reader: BitReader, code: string, detail: string): Error {
  return unsupported(code, detail, { bit: reader.bit });
}
