/** The providers of the crypto port that run on this machine: each vector runs on each. */

import { randomFillSync } from 'node:crypto';

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';

export const PROVIDERS: readonly CryptoPort[] = [
  createNobleCrypto({ fill: (target) => void randomFillSync(target) }),
  createNodeCrypto(),
];
