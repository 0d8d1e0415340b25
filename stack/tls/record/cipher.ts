/** One direction of AES-128-CCM-8 record protection (RFC 5246 §6.2.3.3, RFC 6655 §3, RFC 7251 §2). */

import { misbehaved } from '../../core/peer-error.js';
import { type Aead, type CryptoPort } from '../../ports/crypto.js';
import { TLS_1_2 } from '../handshake/constants.js';

/** Octets of the nonce that travel in each record. */
const EXPLICIT_NONCE_OCTETS = 8;
const TAG_OCTETS = 8;
/** What protection adds to a fragment. */
export const CIPHER_OVERHEAD = EXPLICIT_NONCE_OCTETS + TAG_OCTETS;
/** The last sequence number that is used; numbers past it are not exact. RFC 5246 §6.1 ends at 2^64 − 1. */
export const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER - 1;

export class RecordCipher {
  private readonly aead: Aead;
  /** The salt, and the explicit nonce of the record under way. */
  private readonly nonce = new Uint8Array(12);

  /** `salt`: the 4 octets of the write IV. `sequence`: the number of the next record, 0 to {@link LAST_SEQUENCE}. */
  constructor(
    crypto: CryptoPort,
    key: Uint8Array,
    salt: Uint8Array,
    private sequence: number = 0,
  ) {
    this.aead = crypto.aesCcm(key, TAG_OCTETS);
    this.nonce.set(salt);
  }

  /** The explicit nonce, which is the sequence number, and the protected fragment. */
  seal(type: number, plain: Uint8Array): Uint8Array {
    const associated = this.associate(type, plain.length);
    const explicit = associated.subarray(0, EXPLICIT_NONCE_OCTETS);
    this.nonce.set(explicit, 4);
    const sealed = this.aead.seal(this.nonce, associated, plain);
    const fragment = new Uint8Array(EXPLICIT_NONCE_OCTETS + sealed.length);
    fragment.set(explicit);
    fragment.set(sealed, EXPLICIT_NONCE_OCTETS);
    return fragment;
  }

  /** The plaintext of a fragment; a wrong tag, and a fragment too short to have one, is `tls.bad-record-mac`. */
  open(type: number, fragment: Uint8Array): Uint8Array {
    if (fragment.length < CIPHER_OVERHEAD) {
      throw misbehaved('tls.bad-record-mac', 'a protected record of ' + fragment.length + ' octets has no tag');
    }
    const associated = this.associate(type, fragment.length - CIPHER_OVERHEAD);
    this.nonce.set(fragment.subarray(0, EXPLICIT_NONCE_OCTETS), 4);
    const plain = this.aead.open(this.nonce, associated, fragment.subarray(EXPLICIT_NONCE_OCTETS));
    if (plain === undefined) throw misbehaved('tls.bad-record-mac', 'the record does not match its tag');
    return plain;
  }

  /** Sequence number, type, version and length of the record (RFC 5246 §6.2.3.3). */
  private associate(type: number, length: number): Uint8Array {
    if (this.sequence > LAST_SEQUENCE) {
      throw misbehaved('tls.sequence-exhausted', 'the connection has used all its sequence numbers');
    }
    const associated = new Uint8Array(13);
    let rest = this.sequence++;
    for (let i = 7; i >= 0; i--) {
      associated[i] = rest % 0x100;
      rest = Math.floor(rest / 0x100);
    }
    associated[8] = type;
    associated[9] = TLS_1_2 >>> 8;
    associated[10] = TLS_1_2 & 0xff;
    associated[11] = length >>> 8;
    associated[12] = length & 0xff;
    return associated;
  }
}
