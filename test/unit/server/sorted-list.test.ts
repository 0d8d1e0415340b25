import test from 'ava';

import { SortedList } from '../../../stack/core/sorted-list.js';
import { createPrng } from '../../support/prng.js';

const ascending = (a: number, b: number): number => a - b;

test('items stand in order whatever order they came in, and leave one by one', (t) => {
  const random = createPrng(7);
  const list = new SortedList<number>(ascending);
  const expected: number[] = [];
  for (let i = 0; i < 5000; i++) {
    const value = random() % 100000;
    if (expected.includes(value)) continue;
    list.insert(value);
    expected.push(value);
  }
  expected.sort(ascending);
  for (let i = 0; i < 1000; i++) {
    const gone = expected.splice(random() % expected.length, 1)[0]!;
    t.true(list.remove(gone));
    t.false(list.remove(gone));
  }
  const all: number[] = [];
  list.copyInto(all, 0, list.length);
  t.deepEqual(all, expected);
  t.is(list.length, expected.length);
  t.is(list.at(1500), expected[1500]);
  t.is(list.at(expected.length), undefined);
  for (const bound of [-1, 0, 50000, 99999, 100000]) {
    t.is(
      list.countFront((value) => value < bound),
      expected.filter((value) => value < bound).length,
    );
  }
});

test('a page copies what it holds and nothing more', (t) => {
  const list = new SortedList<number>(ascending);
  for (let i = 0; i < 3000; i++) list.insert(i);
  const page: number[] = [];
  list.copyInto(page, 1022, 4);
  t.deepEqual(page, [1022, 1023, 1024, 1025]);
  list.copyInto(page, 5000, 4);
  t.is(page.length, 4);
});
