/** The forms that `sep2 convert` knows: which one an input has, and how each is read and written. */

import { type Sep2Resource, decodeExi, encodeExi, parseXml, writeXml } from '../../stack/codec.js';
import { fromHex, toHex } from '../../stack/core/octets.js';
import { SCHEMA_2018 } from '../../stack/model/2018/schema-2018.js';
import { indentXml } from './indent.js';
import { resourceFromJson, resourceToJson } from './json.js';

/** `hex` is EXI as hexadecimal text. */
export type Form = 'exi' | 'hex' | 'xml' | 'json';

export const FORMS: readonly Form[] = ['exi', 'hex', 'xml', 'json'];

/** The form that octets look like, by how they begin; `undefined` where it is none of them. */
export function detectForm(octets: Uint8Array): Form | undefined {
  const first = octets[0];
  if (first === undefined) return undefined;
  if ((first & 0xc0) === 0x80 || startsWith(octets, '$EXI')) return 'exi';
  const start = Buffer.from(octets.subarray(0, 4096))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (start.startsWith('<')) return 'xml';
  if (start.startsWith('{')) return 'json';
  return hexDigits(start).length >= 2 && /^[0-9a-fA-F]+$/.test(hexDigits(start)) ? 'hex' : undefined;
}

/** The octets of an EXI stream given as EXI or as hexadecimal text; white space, colons and `0x` are let through. */
export function exiOctets(octets: Uint8Array, form: 'exi' | 'hex'): Uint8Array {
  if (form === 'exi') return octets;
  const digits = hexDigits(Buffer.from(octets).toString('latin1'));
  const stream = fromHex(digits);
  if (stream !== undefined) return stream;
  const wrong = digits.search(/[^0-9a-fA-F]/);
  throw new TypeError(
    wrong >= 0
      ? `hexadecimal: expected digits 0-9 and A-F, got ${JSON.stringify(digits[wrong])} as digit ${wrong}`
      : `hexadecimal: expected pairs of digits, got ${digits.length} digits`,
  );
}

/** Reads a resource from a form. */
export function readForm(octets: Uint8Array, form: Form): Sep2Resource {
  if (form === 'xml') return parseXml(octets);
  if (form === 'json')
    return resourceFromJson(
      SCHEMA_2018,
      Buffer.from(octets)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    );
  return decodeExi(exiOctets(octets, form));
}

/** Writes a resource in a form: octets for `exi`, else text that ends with a line feed. */
export function writeForm(resource: Sep2Resource, form: Form, pretty: boolean): Uint8Array | string {
  if (form === 'exi') return encodeExi(resource);
  if (form === 'hex') return `${toHex(encodeExi(resource))}\n`;
  if (form === 'json') return `${resourceToJson(resource)}\n`;
  const xml = writeXml(resource);
  return pretty ? indentXml(xml) : `${xml}\n`;
}

function hexDigits(text: string): string {
  return text.replace(/0x|[\s:,]/gi, '');
}

function startsWith(octets: Uint8Array, text: string): boolean {
  return Buffer.from(octets.subarray(0, text.length)).toString('latin1') === text;
}
