import test from 'ava';

import { runHandshakeBench } from '../../../tools/bench/handshake.js';
import { SMOKE_PACE } from '../../../tools/bench/measure.js';

test('the handshake section measures both providers against node:tls, full and resumed', async (t) => {
  const tables = await runHandshakeBench(SMOKE_PACE);
  t.deepEqual(
    tables.map((table) => table.title),
    ['full', 'resumed'],
  );
  for (const { lines } of tables) {
    t.is(lines.length, 3);
    t.true(lines.every((line) => line.figure > 0));
    t.true(lines.slice(1).every((line) => line.ratio === line.figure / lines[0]!.figure));
  }
});
