/** Distinguished names: compared octet by octet, shown to people. */

import { malformed } from '../../core/peer-error.js';
import { toAscii, toHex } from '../../core/octets.js';
import { decodeUtf8 } from '../../core/utf8.js';
import { type DerReader, TAG } from './der.js';
import { OID } from './oid.js';

export interface DistinguishedName {
  /** The whole Name, header included. Names are equal when these octets are. */
  readonly der: Uint8Array;
  /** `O=Example, CN=Root`, in the order of the certificate; empty for the empty name. For people: never compare it. */
  readonly text: string;
}

const SHORT: Readonly<Record<string, string>> = Object.freeze({
  [OID.countryName]: 'C',
  [OID.organizationName]: 'O',
  [OID.organizationalUnitName]: 'OU',
  [OID.commonName]: 'CN',
  [OID.serialNumber]: 'serialNumber',
});

/** Reads a Name (RFC 5280 §4.1.2.4). */
export function readName(reader: DerReader, what: string): DistinguishedName {
  const parts = reader.enter(TAG.sequence, what);
  const der = reader.value();
  let text = '';
  while (!parts.done) {
    const set = parts.enter(TAG.set, what + ' part');
    if (set.done) throw malformed('x509.name', what + ': an empty part', { octet: parts.valueAt });
    while (!set.done) {
      const attribute = set.enter(TAG.sequence, what + ' attribute');
      const type = attribute.oid(what + ' attribute type');
      attribute.next();
      if (text !== '') text += ', ';
      text += (SHORT[type] ?? type) + '=' + readableString(attribute, what);
      attribute.finish(what + ' attribute');
    }
  }
  return { der, text };
}

/** The string value just read, with control characters shown rather than sent to a terminal. */
function readableString(reader: DerReader, what: string): string {
  const { octets, tag, contentAt, contentEnd } = reader;
  let text: string | undefined;
  if (tag === TAG.utf8String) {
    text = decodeUtf8(octets, contentAt, contentEnd);
    if (text === undefined) throw malformed('x509.name', what + ': not UTF-8', { octet: contentAt });
  } else if (tag === TAG.printableString || tag === TAG.ia5String || tag === TAG.teletexString) {
    text = toAscii(octets, contentAt, contentEnd);
  } else return '#' + toHex(reader.content());
  return showControls(text);
}

/** `\xHH` in place of each character that could move a cursor. */
export function showControls(text: string): string {
  let shown = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) shown += '\\x' + toHex(Uint8Array.of(code));
    else shown += text[i]!;
  }
  return shown;
}
