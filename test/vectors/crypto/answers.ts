/**
 * Published known answers for everything that the crypto port offers, as checks that any provider can run anywhere: on
 * Node under the test runner, and on a board.
 */

import { concatOctets, fromAscii } from '../../../stack/core/octets.js';
import { type CryptoPort } from '../../../stack/ports/crypto.js';
import { hex, octetRange, repeated } from '../../support/octet-patterns.js';

/** What a check says of what it saw; each throws where it is not so. */
export interface Expect {
  same(actual: Uint8Array | undefined, expected: Uint8Array): void;
  is(actual: unknown, expected: unknown): void;
  holds(value: boolean): void;
  fails(value: boolean): void;
  /** A RangeError whose message holds `part`. */
  refuses(call: () => unknown, part?: string): void;
}

export interface Check {
  readonly name: string;
  readonly run: (crypto: CryptoPort, t: Expect) => void;
}

/** FIPS 180-4 examples (NIST CSRC "SHA256.pdf", "SHA_All.pdf"). */
const SHA_256 = [
  ['', 'E3B0C442 98FC1C14 9AFBF4C8 996FB924 27AE41E4 649B934C A495991B 7852B855'],
  ['abc', 'BA7816BF 8F01CFEA 414140DE 5DAE2223 B00361A3 96177A9C B410FF61 F20015AD'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248D6A61 D20638B8 E5C02693 0C3E6039 A33CE459 64FF2167 F6ECEDD4 19DB06C1',
  ],
] as const;

/** RFC 4231 §4, test cases 1–4, 6 and 7. */
const HMAC_SHA_256 = [
  [
    repeated(0x0b, 20),
    fromAscii('Hi There'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    fromAscii('Jefe'),
    fromAscii('what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [repeated(0xaa, 20), repeated(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
  [octetRange(1, 25), repeated(0xcd, 50), '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'],
  [
    repeated(0xaa, 131),
    fromAscii('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    repeated(0xaa, 131),
    fromAscii(
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
] as const;

/** RFC 6979 A.2.5, with SHA-256. */
const RFC_6979 = {
  scalar: 'C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721',
  publicKey:
    '04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6' +
    '7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299',
  signatures: [
    [
      'sample',
      'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716' +
        'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
    ],
    [
      'test',
      'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367' +
        '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083',
    ],
  ],
} as const;

/** Key agreement: own scalar, peer's point, shared x. */
export const ECDH = [
  {
    source: 'RFC 5903 §8.1, initiator',
    scalar: 'C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433',
    peer:
      '04 D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63' +
      '56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB',
    shared: 'D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE',
  },
  {
    source: 'RFC 5903 §8.1, responder',
    scalar: 'C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53',
    peer:
      '04 DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180' +
      '5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3',
    shared: 'D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE',
  },
  {
    source: 'NIST CAVP KAS_ECC_CDH_PrimitiveTest, P-256, COUNT = 0',
    scalar: '7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534',
    peer:
      '04 700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287' +
      'db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac',
    shared: '46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b',
  },
] as const;

/** n of P-256 (SEC 2 §2.4.2). */
const ORDER = hex('FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551');

/** NIST SP 800-38C example 3: the published vector whose nonce and tag have the lengths of TLS (RFC 6655). */
const CCM_8 = {
  key: octetRange(0x40, 0x4f),
  nonce: octetRange(0x10, 0x1b),
  associated: octetRange(0x00, 0x13),
  plain: octetRange(0x20, 0x37),
  sealed: 'e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5 484392fbc1b09951',
} as const;


export const CHECKS: readonly Check[] = [
  {
    name: 'SHA-256 gives the digests of FIPS 180-4',
    run(crypto, t) {
      for (const [text, digest] of SHA_256) t.same(crypto.sha256(fromAscii(text)), hex(digest));
    },
  },
  {
    name: 'a running SHA-256 can be looked at on the way',
    run(crypto, t) {
      const hash = crypto.startSha256();
      t.same(hash.peek(), hex(SHA_256[0][1]));
      hash.update(fromAscii('ab'));
      t.same(hash.peek(), crypto.sha256(fromAscii('ab')));
      hash.update(fromAscii('c'));
      t.same(hash.peek(), hex(SHA_256[1][1]));
      t.same(hash.peek(), hex(SHA_256[1][1]));
    },
  },
  {
    name: 'HMAC-SHA-256 gives the codes of RFC 4231 §4',
    run(crypto, t) {
      for (const [key, octets, code] of HMAC_SHA_256) t.same(crypto.hmacSha256(key, octets), hex(code));
    },
  },
  {
    name: 'ECDSA on P-256 is deterministic (RFC 6979 A.2.5)',
    run(crypto, t) {
      const key = crypto.signingKey(hex(RFC_6979.scalar));
      t.same(key.publicKey, hex(RFC_6979.publicKey));
      for (const [text, signature] of RFC_6979.signatures) {
        const digest = crypto.sha256(fromAscii(text));
        t.same(key.sign(digest), hex(signature));
        t.holds(crypto.verify(key.publicKey, digest, hex(signature)));
      }
    },
  },
  {
    name: 'AES-128-CCM with the lengths of TLS (NIST SP 800-38C example 3)',
    run(crypto, t) {
      const aead = crypto.aesCcm(CCM_8.key, 8);
      t.same(aead.seal(CCM_8.nonce, CCM_8.associated, CCM_8.plain), hex(CCM_8.sealed));
      t.same(aead.open(CCM_8.nonce, CCM_8.associated, hex(CCM_8.sealed)), CCM_8.plain);
    },
  },
  {
    name: 'AES-128-CCM gives nothing where any octet of record, header or nonce was changed',
    run(crypto, t) {
      const aead = crypto.aesCcm(CCM_8.key, 8);
      const parts = [CCM_8.nonce, CCM_8.associated, hex(CCM_8.sealed)];
      for (let part = 0; part < parts.length; part++) {
        for (let at = 0; at < parts[part]!.length; at++) {
          const changed = parts.map((octets) => octets.slice());
          changed[part]![at]! ^= 0x80;
          t.is(aead.open(changed[0]!, changed[1]!, changed[2]!), undefined);
        }
      }
      for (let length = 0; length < parts[2]!.length; length++) {
        t.is(aead.open(CCM_8.nonce, CCM_8.associated, parts[2]!.subarray(0, length)), undefined);
      }
    },
  },
  {
    name: "a nonce, key or digest of the wrong length is the caller's bug",
    run(crypto, t) {
      t.refuses(() => crypto.aesCcm(repeated(0, 15), 8), 'key: expected 16 octets, got 15');
      const aead = crypto.aesCcm(repeated(0, 16), 8);
      t.refuses(() => aead.seal(repeated(0, 13), repeated(0, 0), repeated(0, 0)), 'nonce: expected 12 octets, got 13');
      t.refuses(() => aead.open(repeated(0, 11), repeated(0, 0), repeated(0, 8)), 'nonce: expected 12 octets, got 11');
      t.refuses(() => crypto.signingKey(repeated(1, 32)).sign(repeated(0, 31)), 'digest: expected 32 octets, got 31');
      t.refuses(() => crypto.verify(hex(RFC_6979.publicKey), repeated(0, 33), repeated(1, 64)), 'digest: expected 32 octets, got 33');
    },
  },
  {
    name: 'a private scalar outside [1, n−1] is refused',
    run(crypto, t) {
      const last = ORDER.slice();
      last[31]!--;
      t.refuses(() => crypto.signingKey(repeated(0, 32)));
      t.refuses(() => crypto.signingKey(ORDER));
      t.refuses(() => crypto.signingKey(repeated(0xff, 32)));
      t.refuses(() => crypto.signingKey(repeated(1, 31)));
      t.is(crypto.signingKey(last).publicKey.length, 65);
    },
  },
  {
    name: 'r and s outside [1, n−1] verify nothing (FIPS 186-5 §6.4.2)',
    run(crypto, t) {
      const key = hex(RFC_6979.publicKey);
      const digest = crypto.sha256(fromAscii('sample'));
      const right = hex(RFC_6979.signatures[0][1]);
      for (const wrong of [repeated(0, 32), ORDER, repeated(0xff, 32)]) {
        t.fails(crypto.verify(key, digest, concatOctets(wrong, right.subarray(32))));
        t.fails(crypto.verify(key, digest, concatOctets(right.subarray(0, 32), wrong)));
      }
      t.fails(crypto.verify(key, digest, right.subarray(0, 63)));
      t.fails(crypto.verify(key, digest, concatOctets(right, repeated(0, 1))));
    },
  },
  {
    name: 'a signature with the other s, n − s, is valid too: TLS has no low-S rule',
    run(crypto, t) {
      const right = hex(RFC_6979.signatures[1][1]);
      const other = concatOctets(right.subarray(0, 32), hex('FE60BEEB8BD5D4EC42DA6D94B639B6EA5DC07C4CD3965338E6F1887217F424CE'));
      t.holds(crypto.verify(hex(RFC_6979.publicKey), crypto.sha256(fromAscii('test')), other));
    },
  },
  {
    name: 'points that are not on P-256 are refused, not computed with',
    run(crypto, t) {
      const own = crypto.agreementKey();
      const point = hex(ECDH[0].peer);
      const offCurve = point.slice();
      offCurve[64]! ^= 1;
      const wrong = [
        offCurve,
        point.subarray(0, 64),
        concatOctets(point, repeated(0, 1)),
        concatOctets(Uint8Array.of(2), point.subarray(1, 33)),
        concatOctets(Uint8Array.of(6), point.subarray(1)),
        concatOctets(Uint8Array.of(4), repeated(0, 64)),
        concatOctets(Uint8Array.of(4), repeated(0xff, 64)),
        Uint8Array.of(0),
        new Uint8Array(0),
      ];
      const digest = repeated(1, 32);
      const signature = hex(RFC_6979.signatures[0][1]);
      for (const peer of wrong) {
        t.is(own.agree(peer), undefined);
        t.fails(crypto.verify(peer, digest, signature));
      }
      t.is(own.agree(point)?.length, 32);
    },
  },
  {
    name: 'equal compares contents and lengths',
    run(crypto, t) {
      t.holds(crypto.equal(octetRange(1, 32), octetRange(1, 32)));
      t.holds(crypto.equal(new Uint8Array(0), new Uint8Array(0)));
      t.fails(crypto.equal(octetRange(1, 32), octetRange(1, 31)));
      for (let at = 0; at < 32; at++) {
        const other = octetRange(1, 32);
        other[at]! ^= 1;
        t.fails(crypto.equal(octetRange(1, 32), other));
      }
    },
  },
];
