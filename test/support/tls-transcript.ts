/**
 * What a stream of TLS records says in a handshake, read without an engine: two streams with the same answer have put the
 * same messages before their reader, and one that was established by the first may be established by the second.
 */

import { ContentType, HandshakeType, TLS_1_2 } from '../../stack/tls/handshake/constants.js';
import { RECORD_HEADER_OCTETS } from '../../stack/tls/record/reader.js';

const MESSAGE_HEADER_OCTETS = 4;

/**
 * All that a handshake must have noticed: the messages in the clear without their cut into records, each record from the
 * first ChangeCipherSpec on whole, and each record that has no place in a handshake. Left out is what no Finished covers
 * (RFC 5246 §7.4.9): alerts in the clear, a HelloRequest before a client (§7.4.1.1), the minor version of the records up
 * to the first hello (appendix E.1), and octets at the end that are less than a record, for they await the rest of it.
 */
export function transcriptOf(stream: Uint8Array, reader: 'client' | 'server'): string {
  const clear: number[] = [];
  const whole: string[] = [];
  let isChanged = false;
  for (let at = 0; at + RECORD_HEADER_OCTETS <= stream.length;) {
    const end = at + RECORD_HEADER_OCTETS + stream[at + 3]! * 0x100 + stream[at + 4]!;
    if (end > stream.length) break;
    const type = stream[at]!;
    const version = stream[at + 1]! * 0x100 + stream[at + 2]!;
    const isVersionRight = clear.length === 0 ? version >>> 8 === TLS_1_2 >>> 8 : version === TLS_1_2;
    if (type === ContentType.change_cipher_spec) isChanged = true;
    if (!isChanged && isVersionRight && type === ContentType.handshake) {
      clear.push(...stream.subarray(at + RECORD_HEADER_OCTETS, end));
    } else if (isChanged || !isVersionRight || type !== ContentType.alert) {
      whole.push(Buffer.from(stream.subarray(at, end)).toString('latin1'));
    }
    at = end;
  }
  const messages = Uint8Array.from(reader === 'client' ? withoutHelloRequests(clear) : clear);
  return [Buffer.from(messages).toString('latin1'), ...whole].join('|');
}

/** Handshake messages without the HelloRequests between them, which are empty ones: one with a body stays. */
function withoutHelloRequests(octets: readonly number[]): number[] {
  const kept: number[] = [];
  for (let at = 0; at < octets.length;) {
    const [type, high, middle, low] = octets.slice(at, at + MESSAGE_HEADER_OCTETS);
    const end = at + MESSAGE_HEADER_OCTETS + (high ?? 0) * 0x10000 + (middle ?? 0) * 0x100 + (low ?? 0);
    const isEmpty = low !== undefined && end === at + MESSAGE_HEADER_OCTETS;
    if (!isEmpty || type !== HandshakeType.hello_request) kept.push(...octets.slice(at, end));
    at = end;
  }
  return kept;
}
