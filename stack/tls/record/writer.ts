/** Cuts what is to be sent into records, protects them, and queues them for the transport (RFC 5246 §6.2). */

import { concatOctets } from '../../core/octets.js';
import { MAX_FRAGMENT_OCTETS, TLS_1_2 } from '../handshake/constants.js';
import { type RecordCipher } from './cipher.js';
import { RECORD_HEADER_OCTETS } from './reader.js';

export class RecordWriter {
  private cipher: RecordCipher | undefined;
  private queue: Uint8Array[] = [];

  /** `maxPlain`: the longest plaintext of a record, octets, 1 to 16,384. */
  constructor(private maxPlain: number) {
    if (!(maxPlain >= 1 && maxPlain <= MAX_FRAGMENT_OCTETS)) {
      throw new RangeError('maxPlain: expected 1 to ' + MAX_FRAGMENT_OCTETS + ', got ' + maxPlain);
    }
  }

  /** Lowers the longest plaintext that is written. */
  limitFragments(octets: number): void {
    this.maxPlain = Math.min(this.maxPlain, octets);
  }

  /** From here on each record is protected. */
  protect(cipher: RecordCipher): void {
    this.cipher = cipher;
  }

  /** Queues `content`, in as many records as it takes; none where it is empty. */
  write(type: number, content: Uint8Array): void {
    for (let at = 0; at < content.length; at += this.maxPlain) {
      const plain = content.subarray(at, Math.min(at + this.maxPlain, content.length));
      const fragment = this.cipher === undefined ? plain : this.cipher.seal(type, plain);
      const record = new Uint8Array(RECORD_HEADER_OCTETS + fragment.length);
      record[0] = type;
      record[1] = TLS_1_2 >>> 8;
      record[2] = TLS_1_2 & 0xff;
      record[3] = fragment.length >>> 8;
      record[4] = fragment.length & 0xff;
      record.set(fragment, RECORD_HEADER_OCTETS);
      this.queue.push(record);
    }
  }

  /** All records queued so far, or `undefined` where there is none. */
  take(): Uint8Array | undefined {
    const records = this.queue;
    if (records.length === 0) return undefined;
    this.queue = [];
    return records.length === 1 ? records[0] : concatOctets(...records);
  }

  /** Forgets the keys; what is queued stays. */
  release(): void {
    this.cipher = undefined;
  }
}
