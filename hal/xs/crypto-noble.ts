/** The portable provider for a board without the C one: `noble` on the board's entropy. */

import './noble/table.js';

import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Entropy } from '../../stack/ports/entropy.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';

/** The noble provider on a source of entropy. */
export function createCrypto(entropy: Entropy): CryptoPort {
  return createNobleCrypto(entropy);
}
