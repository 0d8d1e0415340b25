/** The known answers on each provider, the native one for this machine and for a 32-bit ARM. */

import test, { type ExecutionContext } from 'ava';

import { multiplyPoint } from '../../../hal/node/p256.js';
import { fromAscii } from '../../../stack/core/octets.js';
import { createNobleCrypto } from '../../../stack/tls/crypto/noble.js';
import { driverFor, DRIVER_TARGETS } from '../../support/crypto-driver.js';
import { PROVIDERS } from '../../support/crypto-providers.js';
import { NATIVE_PROVIDERS } from '../../support/native-crypto.js';
import { hex } from '../../support/octet-patterns.js';
import { CHECKS, ECDH, type Expect } from './answers.js';

const ALL = [...PROVIDERS, ...NATIVE_PROVIDERS];

for (const crypto of ALL) {
  for (const { name, run } of CHECKS) test(`${crypto.name}: ${name}`, (t) => run(crypto, expectation(t)));

  test(`${crypto.name}: SHA-256 of a million octets (FIPS 180-4)`, (t) => {
    const digest = 'CDC76E5C 9914FB92 81A1C7E2 84D73E67 F1809A48 A497200E 046D39CC C7112CD0';
    t.deepEqual(crypto.sha256(fromAscii('a'.repeat(1_000_000))), hex(digest));
  });
}

for (const { source, scalar, peer, shared } of ECDH) {
  test(`noble: the shared secret of ${source}`, (t) => {
    const crypto = createNobleCrypto({ fill: (target) => fillForScalar(target, hex(scalar)) });
    t.deepEqual(crypto.agreementKey().agree(hex(peer)), hex(shared));
  });

  test(`node: the shared secret of ${source}`, (t) => {
    t.deepEqual(multiplyPoint(hex(scalar), hex(peer)), hex(shared));
  });
}

for (const target of DRIVER_TARGETS) {
  const driver = driverFor(target);
  for (const { source, scalar, peer, shared } of ECDH) {
    test(`native (${target}): the shared secret of ${source}`, (t) => {
      t.deepEqual(driver.call(9, [hex(scalar), hex(peer)]), { ok: true, result: hex(shared) });
    });
  }
}

function expectation(t: ExecutionContext): Expect {
  return {
    same: (actual, expected) => void t.deepEqual(actual, expected),
    is: (actual, expected) => void t.is(actual, expected),
    holds: (value) => void t.true(value),
    fails: (value) => void t.false(value),
    refuses: (call, part = '') => void t.throws(call, { instanceOf: RangeError, message: (text) => text.includes(part) }),
  };
}

/** Entropy that makes the noble provider draw a given scalar: it reduces 48 octets to (value mod (n − 1)) + 1. */
function fillForScalar(target: Uint8Array, scalar: Uint8Array): void {
  target.fill(0);
  target.set(hex((BigInt('0x' + Buffer.from(scalar).toString('hex')) - 1n).toString(16).padStart(64, '0')), target.length - 32);
}
