import test from 'ava';

import { Deadline, type Patience } from '../../../stack/server/patience.js';

const PATIENCE: Patience = { handshake: 10, request: 20, rest: 1000, drain: 30, linger: 5 };

test('a request has one deadline, however many octets trickle in', (t) => {
  const deadline = new Deadline(PATIENCE, 0);
  t.is(deadline.atMs, 10);
  deadline.note('rest', 0, 5);
  t.is(deadline.atMs, 1005);
  deadline.note('request', 0, 100);
  for (let nowMs = 100; nowMs < 120; nowMs++) deadline.note('request', 0, nowMs);
  t.is(deadline.atMs, 120);
});

test('a peer that begins its next request before the last is answered has its time anew', (t) => {
  const deadline = new Deadline(PATIENCE, 0);
  deadline.note('request', 0, 100);
  deadline.note('request', 1, 110);
  t.is(deadline.atMs, 130);
});

test('a rest begins anew with each sign of life', (t) => {
  const deadline = new Deadline(PATIENCE, 0);
  deadline.note('rest', 1, 100);
  deadline.note('rest', 1, 500);
  t.is(deadline.atMs, 1500);
  t.is(deadline.wait, 'rest');
});
