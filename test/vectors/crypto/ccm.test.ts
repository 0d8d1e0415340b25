/** CCM with every length that it permits, and the AES block below it. */

import test from 'ava';

import { createCcm } from '../../../stack/tls/crypto/ccm.js';
import { createAes128 } from '../../../stack/tls/crypto/aes.js';
import { hex, octetRange } from '../../support/octet-patterns.js';

interface CcmVector {
  readonly source: string;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associated: Uint8Array;
  readonly plain: Uint8Array;
  readonly tagLength: number;
  readonly sealed: string;
}

/** RFC 3610 §8: the packet is 00, 01, 02, …, of which the first octets are associated data. */
function packetVector(number: number, nonce: string, header: number, packet: number, tagLength: number, sealed: string): CcmVector {
  return {
    source: `RFC 3610 §8, packet vector #${number}`,
    key: octetRange(0xc0, 0xcf),
    nonce: hex(nonce + 'A0A1A2A3A4A5'),
    associated: octetRange(0, header - 1),
    plain: octetRange(header, packet - 1),
    tagLength,
    sealed,
  };
}

/** NIST SP 800-38C appendix C. */
function nistVector(example: number, nonceLast: number, associated: Uint8Array, plainLast: number, tagLength: number, sealed: string): CcmVector {
  return {
    source: `NIST SP 800-38C example ${example}`,
    key: octetRange(0x40, 0x4f),
    nonce: octetRange(0x10, nonceLast),
    associated,
    plain: octetRange(0x20, plainLast),
    tagLength,
    sealed,
  };
}

const VECTORS: readonly CcmVector[] = [
  packetVector(1, '00000003020100', 8, 31, 8, '588C979A61C663D2F066D0C2C0F989806D5F6B61DAC384 17E8D12CFDF926E0'),
  packetVector(2, '00000004030201', 8, 32, 8, '72C91A36E135F8CF291CA894085C87E3CC15C439C9E43A3B A091D56E10400916'),
  packetVector(3, '00000005040302', 8, 33, 8, '51B1E5F44A197D1DA46B0F8E2D282AE871E838BB64DA859657 4ADAA76FBD9FB0C5'),
  packetVector(4, '00000006050403', 12, 31, 8, 'A28C6865939A9A79FAAA5C4C2A9D4A91CDAC8C 96C861B9C9E61EF1'),
  packetVector(7, '00000009080706', 8, 31, 10, '0135D1B2C95F41D5D1D4FEC185D166B8094E999DFED96C 048C56602C97ACBB7490'),
  nistVector(1, 0x16, octetRange(0, 7), 0x23, 4, '7162015b 4dac255d'),
  nistVector(2, 0x17, octetRange(0, 0x0f), 0x2f, 6, 'd2a1f0e051ea5f62081a7792073d593d 1fc64fbfaccd'),
  nistVector(3, 0x1b, octetRange(0, 0x13), 0x37, 8, 'e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5 484392fbc1b09951'),
  nistVector(
    4,
    0x1c,
    octetRange(0, 65535),
    0x3f,
    14,
    '69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72 b4ac6bec93e8598e7f0dadbcea5b',
  ),
];

for (const { source, key, nonce, associated, plain, tagLength, sealed } of VECTORS) {
  test(`CCM: ${source}`, (t) => {
    const ccm = createCcm(createAes128(key), { tagLength, nonceLength: nonce.length });
    t.deepEqual(ccm.seal(nonce, associated, plain), hex(sealed));
    t.deepEqual(ccm.open(nonce, associated, hex(sealed)), plain);
  });
}

test('CCM: one instance seals and opens in any order', (t) => {
  const ccm = createCcm(createAes128(octetRange(1, 16)), { tagLength: 8, nonceLength: 12 });
  const nonces = [octetRange(0, 11), octetRange(1, 12)];
  const long = octetRange(0, 99);
  const sealed = nonces.map((nonce) => ccm.seal(nonce, new Uint8Array(0), long));
  t.notDeepEqual(sealed[0], sealed[1]);
  t.is(ccm.open(nonces[1]!, new Uint8Array(0), sealed[0]!), undefined);
  t.deepEqual(ccm.open(nonces[0]!, new Uint8Array(0), sealed[0]!), long);
  t.deepEqual(ccm.open(nonces[1]!, new Uint8Array(0), sealed[1]!), long);
});

test('CCM: lengths that RFC 3610 §2 does not permit are the caller’s bug', (t) => {
  const aes = createAes128(octetRange(1, 16));
  for (const tagLength of [2, 7, 18]) t.throws(() => createCcm(aes, { tagLength, nonceLength: 12 }), { instanceOf: RangeError });
  for (const nonceLength of [6, 14, 7.5]) t.throws(() => createCcm(aes, { tagLength: 8, nonceLength }), { instanceOf: RangeError });
  const short = createCcm(aes, { tagLength: 8, nonceLength: 13 });
  t.throws(() => short.seal(octetRange(0, 12), new Uint8Array(0), new Uint8Array(65536)), { message: /at most 65535 octets/ });
});

test('AES-128: the block of FIPS 197 appendix C.1', (t) => {
  const block = new Uint32Array(hex('00112233445566778899aabbccddeeff').buffer);
  createAes128(octetRange(0, 15)).encrypt(block);
  t.deepEqual(new Uint8Array(block.buffer), hex('69c4e0d86a7b0430d8cdb78070b4c55a'));
});
