/** A treemap's areas stand for its weights, and fill it. */

import test from 'ava';

import { type Rectangle, squarify } from '../../../tools/footprint/treemap.js';

const WHOLE: Rectangle = { x: 10, y: 20, width: 600, height: 400 };
const SETS: readonly (readonly number[])[] = [
  [1],
  [6, 6, 4, 3, 2, 2, 1],
  [1000, 1],
  Array.from({ length: 60 }, (_, i) => 2000 / (i + 1)),
];

test('each area stands to the whole as its weight does', (t) => {
  for (const weights of SETS) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    squarify(weights, WHOLE).forEach(({ width, height }, i) => {
      const expected = (weights[i]! / total) * WHOLE.width * WHOLE.height;
      t.true(Math.abs(width * height - expected) < 1e-6 * expected, `${weights[i]} of ${total}`);
    });
  }
});

test('the areas lie inside, none over another', (t) => {
  const slack = 1e-6;
  for (const weights of SETS) {
    const placed = squarify(weights, WHOLE);
    for (const { x, y, width, height } of placed) {
      t.true(x >= WHOLE.x - slack && x + width <= WHOLE.x + WHOLE.width + slack);
      t.true(y >= WHOLE.y - slack && y + height <= WHOLE.y + WHOLE.height + slack);
    }
    placed.forEach((a, i) => {
      for (const b of placed.slice(i + 1)) {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        t.true(wide <= slack || high <= slack);
      }
    });
  }
});

test('the areas are near squares: as in the example of the paper', (t) => {
  const placed = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
  const sides = placed.map(({ width, height }) => [width, height].map((side) => Math.round(side * 100) / 100));
  t.deepEqual(sides.slice(0, 4), [
    [3, 2],
    [3, 2],
    [1.71, 2.33],
    [1.29, 2.33],
  ]);
});
