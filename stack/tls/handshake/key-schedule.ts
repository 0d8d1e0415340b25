/** Secrets and keys of TLS 1.2 with SHA-256 (RFC 5246 §5, §6.3, §8.1, RFC 7627 §4). */

import { concatOctets, fromAscii } from '../../core/octets.js';
import { type CryptoPort } from '../../ports/crypto.js';
import { MASTER_SECRET_OCTETS, VERIFY_DATA_OCTETS } from './constants.js';

const KEY_OCTETS = 16;
const SALT_OCTETS = 4;

/** Whose Finished it is: the label of its verify_data (RFC 5246 §7.4.9). */
export type FinishedLabel = 'client finished' | 'server finished';

/** The pseudorandom function with SHA-256: `length` octets (RFC 5246 §5). */
export function prf(
  crypto: CryptoPort,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const labelled = concatOctets(fromAscii(label), seed);
  const output = new Uint8Array(length);
  let chain = labelled;
  for (let at = 0; at < length; at += 32) {
    chain = crypto.hmacSha256(secret, chain);
    const block = crypto.hmacSha256(secret, concatOctets(chain, labelled));
    output.set(block.subarray(0, Math.min(32, length - at)), at);
  }
  return output;
}

/** The master secret of a peer that does not know RFC 7627 (RFC 5246 §8.1). */
export function plainMasterSecret(
  crypto: CryptoPort,
  premaster: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  return prf(crypto, premaster, 'master secret', concatOctets(clientRandom, serverRandom), MASTER_SECRET_OCTETS);
}

/** The extended master secret; `sessionHash` covers all messages up to ClientKeyExchange (RFC 7627 §4). */
export function extendedMasterSecret(crypto: CryptoPort, premaster: Uint8Array, sessionHash: Uint8Array): Uint8Array {
  return prf(crypto, premaster, 'extended master secret', sessionHash, MASTER_SECRET_OCTETS);
}

/** Keys and nonce salts of both directions. */
export interface KeyBlock {
  readonly clientKey: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly clientSalt: Uint8Array;
  readonly serverSalt: Uint8Array;
  /** The octets under the four views, to be wiped once the ciphers have them. */
  readonly octets: Uint8Array;
}

/** Expands the master secret into keys (RFC 5246 §6.3, RFC 6655 §3: no MAC keys, salts of 4 octets). */
export function expandKeys(
  crypto: CryptoPort,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): KeyBlock {
  const length = 2 * (KEY_OCTETS + SALT_OCTETS);
  const octets = prf(crypto, master, 'key expansion', concatOctets(serverRandom, clientRandom), length);
  return {
    clientKey: octets.subarray(0, 16),
    serverKey: octets.subarray(16, 32),
    clientSalt: octets.subarray(32, 36),
    serverSalt: octets.subarray(36, 40),
    octets,
  };
}

/** verify_data of a Finished message over the transcript's hash (RFC 5246 §7.4.9). */
export function verifyData(
  crypto: CryptoPort,
  master: Uint8Array,
  label: FinishedLabel,
  transcriptHash: Uint8Array,
): Uint8Array {
  return prf(crypto, master, label, transcriptHash, VERIFY_DATA_OCTETS);
}
