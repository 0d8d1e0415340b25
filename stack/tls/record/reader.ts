/**
 * Cuts the incoming octets into records, checks each header, and removes the protection (RFC 5246 §6.2).
 *
 * A record that lies whole in the octets given is read where it lies; only a part of one is copied, into a buffer that
 * never grows past one largest record.
 */

import { NO_OCTETS, wipeOctets } from '../../core/octets.js';
import { malformed, misbehaved, pastLimit } from '../../core/peer-error.js';
import { ContentType, MAX_FRAGMENT_OCTETS, TLS_1_2 } from '../handshake/constants.js';
import { CIPHER_OVERHEAD, type RecordCipher } from './cipher.js';

/** ContentType, version and length. */
export const RECORD_HEADER_OCTETS = 5;

/** Who takes the records. */
export interface RecordSink {
  /** Takes a record's plaintext, valid during the call only; answers whether to read on. */
  onRecord(type: number, fragment: Uint8Array): boolean;
}

export class RecordReader {
  private cipher: RecordCipher | undefined;
  private versionFixed = false;
  private limitName = 'maxRecordOctets';
  private partial: Uint8Array = NO_OCTETS;
  /** Octets in `partial`, and octets of the record that they begin, known once its header is complete. */
  private filled = 0;
  private expected = RECORD_HEADER_OCTETS;

  /** `maxPlain`: the longest plaintext that is accepted, octets, 1 to 16,384. */
  constructor(private maxPlain: number) {
    if (!(maxPlain >= 1 && maxPlain <= MAX_FRAGMENT_OCTETS)) {
      throw new RangeError('maxPlain: expected 1 to ' + MAX_FRAGMENT_OCTETS + ', got ' + maxPlain);
    }
  }

  /** Lowers the longest plaintext that is accepted: max_fragment_length was negotiated (RFC 6066 §4). */
  limitFragments(octets: number): void {
    if (octets > this.maxPlain) return;
    this.maxPlain = octets;
    this.limitName = 'maxFragmentLength';
  }

  /** From here on each record says exactly TLS 1.2. */
  fixVersion(): void {
    this.versionFixed = true;
  }

  /** From here on each record is protected. */
  protect(cipher: RecordCipher): void {
    this.cipher = cipher;
  }

  /** Takes octets of the stream, cut anywhere, and gives each complete record to `sink`. */
  receive(octets: Uint8Array, sink: RecordSink): void {
    let at = 0;
    while (at < octets.length) {
      const left = octets.length - at;
      if (this.filled === 0 && left >= RECORD_HEADER_OCTETS) {
        const whole = RECORD_HEADER_OCTETS + this.checkHeader(octets, at);
        if (left >= whole) {
          if (!this.deliver(octets.subarray(at, at + whole), sink)) return;
          at += whole;
          continue;
        }
      }
      const taken = Math.min(left, this.expected - this.filled);
      this.keep(octets.subarray(at, at + taken));
      at += taken;
      if (this.filled === RECORD_HEADER_OCTETS) this.expected += this.checkHeader(this.partial, 0);
      if (this.filled >= RECORD_HEADER_OCTETS && this.filled === this.expected) {
        const record = this.partial.subarray(0, this.filled);
        // The next one may never come in parts: nothing is held for it.
        this.partial = NO_OCTETS;
        this.filled = 0;
        this.expected = RECORD_HEADER_OCTETS;
        if (!this.deliver(record, sink)) return;
      }
    }
  }

  /** Lets the buffer go. */
  release(): void {
    wipeOctets(this.partial);
    this.partial = NO_OCTETS;
    this.filled = 0;
    this.cipher = undefined;
  }

  private keep(part: Uint8Array): void {
    const needed = this.filled + part.length;
    if (needed > this.partial.length) {
      const grown = new Uint8Array(Math.max(needed, this.expected));
      grown.set(this.partial.subarray(0, this.filled));
      this.partial = grown;
    }
    this.partial.set(part, this.filled);
    this.filled = needed;
  }

  /** The fragment's length, from a header that is in order. */
  private checkHeader(octets: Uint8Array, at: number): number {
    const type = octets[at]!;
    if (type < ContentType.change_cipher_spec || type > ContentType.application_data) {
      throw malformed('tls.unexpected-record', 'content type ' + type + ' is none of TLS 1.2');
    }
    const version = octets[at + 1]! * 0x100 + octets[at + 2]!;
    // Until the version is agreed a peer may write any of SSL's successors here (RFC 5246 appendix E.1).
    if (this.versionFixed ? version !== TLS_1_2 : octets[at + 1] !== 3) {
      throw misbehaved('tls.record-version', 'record version 0x' + version.toString(16));
    }
    const length = octets[at + 3]! * 0x100 + octets[at + 4]!;
    const overhead = this.cipher === undefined ? 0 : CIPHER_OVERHEAD;
    if (length > this.maxPlain + overhead) {
      const limit = { name: this.limitName, value: this.maxPlain };
      throw pastLimit('tls.record-overflow', 'a record of ' + (length - overhead) + ' octets', limit);
    }
    return length;
  }

  private deliver(record: Uint8Array, sink: RecordSink): boolean {
    const type = record[0]!;
    const fragment = record.subarray(RECORD_HEADER_OCTETS);
    return sink.onRecord(type, this.cipher === undefined ? fragment : this.cipher.open(type, fragment));
  }
}
