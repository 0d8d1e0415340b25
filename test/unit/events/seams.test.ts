/** Where touching events meet (IEEE 2030.5-2018 event rules, rule 3), also when several meet at one instant. */

import test from 'ava';
import { joinSeams, type SeamItem } from '../../../stack/events/seams.js';

function item(start: number, end: number, rest: Partial<SeamItem> = {}): SeamItem {
  return { clockId: 'tm', scheduledStart: start, scheduledEnd: end, modes: 1, running: false, start, end, ...rest };
}

function join(...items: SeamItem[]): string[] {
  joinSeams(items);
  return items.map((i) => `${i.start}-${i.end}`);
}

test('rule 3: two touching events meet at the effective end of the first', (t) => {
  t.deepEqual(join(item(0, 100, { end: 130 }), item(100, 200, { start: 150, end: 250 })), ['0-130', '130-250']);
  t.deepEqual(join(item(0, 100, { end: 70 }), item(100, 200, { start: 90 })), ['0-70', '70-200']);
});

test('rule 3: events that do not touch, share no mode or have different clocks are left alone', (t) => {
  t.deepEqual(join(item(0, 100, { end: 70 }), item(101, 200)), ['0-70', '101-200']);
  t.deepEqual(join(item(0, 100, { end: 70 }), item(100, 200, { modes: 2 })), ['0-70', '100-200']);
  t.deepEqual(join(item(0, 100, { end: 70 }), item(100, 200, { clockId: 'x' })), ['0-70', '100-200']);
});

test('rule 3: events that meet through common modes share one seam, the latest effective end', (t) => {
  const meeting = join(
    item(0, 100, { end: 110, modes: 1 }),
    item(50, 100, { end: 120, modes: 2 }),
    item(100, 200, { modes: 3, start: 105 }),
    item(100, 150, { modes: 2, start: 140 }),
  );
  t.deepEqual(meeting, ['0-120', '50-120', '120-200', '120-150']);
});

test('rule 3: a seam leaves each event at least a second', (t) => {
  t.deepEqual(join(item(0, 100, { end: 500 }), item(100, 110)), ['0-109', '109-110']);
  t.deepEqual(join(item(0, 10, { start: 60, end: 70 }), item(10, 20)), ['60-61', '61-62']);
});

test('rule 3: an event that runs already keeps its start, and the one before it ends there', (t) => {
  t.deepEqual(join(item(0, 100, { end: 130 }), item(100, 200, { start: 95, running: true })), ['0-95', '95-200']);
});

test('rule 3: a chain is joined link by link', (t) => {
  const chain = join(
    item(0, 100, { end: 120 }),
    item(100, 200, { start: 60, end: 190 }),
    item(200, 300, { start: 230, end: 330 }),
  );
  t.deepEqual(chain, ['0-120', '120-190', '190-330']);
});
