import test from 'ava';
import fc from 'fast-check';
import {
  aboveLowGroup,
  compareInt64,
  complementInt64,
  type Int64,
  int64FromGroups,
  lowGroup,
  normalizeInt64,
  parseInt64,
} from '../../../stack/core/int64.js';

const unsigned = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(normalizeInt64);
const signed = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(normalizeInt64);

test('a 64-bit value and its groups of 28 bits are the same value', (t) => {
  const rejoin = (value: Int64): Int64 => {
    const above = aboveLowGroup(value);
    return int64FromGroups(lowGroup(value), above % 0x10000000, Math.floor(above / 0x10000000));
  };
  fc.assert(fc.property(unsigned, (value) => rejoin(value) === value));
  for (const value of [0, 0xfffffff, 0x10000000, Number.MAX_SAFE_INTEGER, 1n << 53n, (1n << 64n) - 1n]) {
    t.is(rejoin(value), value);
  }
  t.is(int64FromGroups(0xfffffff, 0x1ffffff, 0), Number.MAX_SAFE_INTEGER);
  t.is(int64FromGroups(0, 0x2000000, 0), 9007199254740992n);
});

test('the complement of a negative integer is its EXI magnitude and its own inverse (EXI 1.0 §7.1.5)', (t) => {
  fc.assert(fc.property(signed, (value) => complementInt64(complementInt64(value)) === value));
  t.is(complementInt64(-1), 0);
  t.is(complementInt64(-28800), 28799);
});

test('decimal text is read exactly, and only decimal text', (t) => {
  fc.assert(fc.property(signed, (value) => parseInt64(String(value)) === value));
  for (const text of ['', '-', '+', '1.0', '1e3', ' 1', '0x10', '--1']) t.is(parseInt64(text), undefined, text);
  t.is(parseInt64('+0018446744073709551615'), 18446744073709551615n);
  t.is(parseInt64('-0'), 0);
});

test('values compare in order across the safe range', (t) => {
  t.true(compareInt64(9007199254740992n, 5) > 0);
  t.true(compareInt64(-9007199254740993n, 5) < 0);
  t.is(compareInt64(7, 7), 0);
});
