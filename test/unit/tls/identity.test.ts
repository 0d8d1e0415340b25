import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import {
  checkDigitOf,
  formatPin,
  formatSfdi,
  generatePin,
  groupDigits,
  isSameLfdi,
  isValidPin,
  isValidSfdi,
  lfdiOf,
  MAX_SFDI,
  parseLfdi,
  parsePin,
  parseSfdi,
  sfdiOf,
  TEST_PIN,
  withCheckDigit,
} from '../../../stack/tls/identity.js';

const LFDI = '3E4F45AB31EDFE5B67E343E5E4562E31984E23E5';

test('SFDI: the worked example of IEEE 2030.5-2018 §6.3.4', (t) => {
  t.is(sfdiOf(LFDI), 167261211391);
  t.is(sfdiOf(LFDI.toLowerCase()), 167261211391);
  t.true(isValidSfdi(167261211391));
});

test('SFDI: the smallest and the largest', (t) => {
  t.is(sfdiOf('0'.repeat(40)), 0);
  t.is(sfdiOf('F'.repeat(40)), 687194767357);
  t.true(sfdiOf('F'.repeat(40)) <= MAX_SFDI);
  t.is(formatSfdi(sfdiOf('000000001' + '0'.repeat(31))), '000000000019');
});

test('SFDI: a wrong check digit, and more than 36 bits, are no SFDI', (t) => {
  for (let digit = 0; digit < 10; digit++) t.is(isValidSfdi(167261211390 + digit), digit === 1);
  t.false(isValidSfdi(687194767368));
  t.false(isValidSfdi(-1));
  t.false(isValidSfdi(167261211391.5));
  t.throws(() => sfdiOf('3E4F'), { instanceOf: RangeError, message: /lfdi: expected 40 hexadecimal digits, got 3E4F/ });
});

test('LFDI: the first 20 octets of SHA-256 over the certificate, in upper case', (t) => {
  t.is(lfdiOf(createNodeCrypto(), Uint8Array.of(0x61, 0x62, 0x63)), 'BA7816BF8F01CFEA414140DE5DAE2223B00361A3');
});

test('LFDI: case and hyphens do not matter when two are compared', (t) => {
  const grouped = groupDigits(LFDI, 4);
  t.is(grouped, '3E4F-45AB-31ED-FE5B-67E3-43E5-E456-2E31-984E-23E5');
  t.true(isSameLfdi(LFDI, LFDI.toLowerCase()));
  t.true(isSameLfdi(grouped, LFDI));
  t.false(isSameLfdi(LFDI, LFDI.slice(0, 39) + '6'));
  t.false(isSameLfdi('', ''));
  t.is(parseLfdi(LFDI + '0'), undefined);
  t.is(parseLfdi('G' + LFDI.slice(1)), undefined);
});

test('check digit: it brings the sum of all digits to a multiple of 10; it is not Luhn’s', (t) => {
  t.is(checkDigitOf(11111), 5);
  t.is(checkDigitOf(0), 0);
  t.is(checkDigitOf(55), 0);
  t.is(checkDigitOf(99999), 5);
  t.is(withCheckDigit(11111), TEST_PIN);
});

test('PIN: the test value 111115 is one, and so is one in ten numbers', (t) => {
  t.true(isValidPin(TEST_PIN));
  let valid = 0;
  for (let pin = 0; pin <= 999999; pin++) if (isValidPin(pin)) valid++;
  t.is(valid, 100000);
  t.false(isValidPin(111116));
  t.false(isValidPin(1111114));
});

test('PIN: drawn from the crypto port, always valid, and drawn again where a value would be favoured', (t) => {
  const drawn = [
    [0xff, 0xff, 0xff],
    [0x00, 0x2b, 0x67],
  ];
  const crypto = { ...createNodeCrypto(), random: (target: Uint8Array) => target.set(drawn.shift()!) };
  t.is(generatePin(crypto), TEST_PIN);
  const seen = new Set<number>();
  for (let i = 0; i < 500; i++) {
    const pin = generatePin(createNodeCrypto());
    t.true(isValidPin(pin));
    seen.add(pin);
  }
  t.true(seen.size > 450);
});

test('PIN and SFDI: leading zeros are shown, hyphens and their absence are read', (t) => {
  t.is(formatPin(19), '000019');
  t.is(parsePin('000019'), 19);
  t.is(parsePin('111-115'), TEST_PIN);
  t.is(parsePin('111116'), undefined);
  t.is(parsePin(''), undefined);
  t.is(parsePin('11111a'), undefined);
  t.is(parseSfdi('167-261-211-391'), 167261211391);
  t.is(parseSfdi('1672612113910'), undefined);
});
