/** What holds of every scenario, whatever happens in it. */

import test from 'ava';
import fc from 'fast-check';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import type { EventEngine } from '../../../stack/events/engine.js';
import { covers } from '../../../stack/events/intervals.js';
import type { PlannedControl } from '../../../stack/events/plan.js';
import { compareStrength } from '../../../stack/events/supersede.js';
import { eventOf } from '../../support/event-bench.js';
import { HORIZON, MODES, play, type Scenario, scenarioArbitrary } from '../../support/event-scenario.js';

const any = scenarioArbitrary({ randomised: true, happenings: true });
/** Seeded, so that a run can be had again. */
const RUNS = { numRuns: 150, seed: 20305 };

test('at any instant at most one event controls a mode', (t) => {
  fc.assert(
    fc.property(any, (scenario) => {
      play(scenario, {
        watch: (engine) => {
          let held = 0;
          for (const event of engine.state.events) {
            if ((held & event.holds) !== 0) throw new Error('two events hold one mode');
            held |= event.holds;
          }
        },
      });
    }),
    RUNS,
  );
  t.pass();
});

test('no running event is weaker than another one on a mode that it has not lost', (t) => {
  fc.assert(
    fc.property(any, (scenario) => {
      play(scenario, {
        watch: (engine) => {
          const running = engine.state.events.filter((e) => e.phase === 'running');
          for (const a of running) {
            for (const b of running) {
              if (a === b || (a.modes & ~a.lost & b.modes & ~b.lost) === 0) continue;
              throw new Error(`${a.mRID} and ${b.mRID} both claim a mode`);
            }
          }
        },
      });
    }),
    RUNS,
  );
  t.pass();
});

test('a response is owed at most once for an event and status', (t) => {
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 30 }), (scenario, repoll) => {
      const seen = new Set<string>();
      for (const response of play(scenario, { repoll }).owed) {
        const key = response.mRID + '/' + response.status;
        if (seen.has(key)) throw new Error('owed twice: ' + key);
        seen.add(key);
      }
    }),
    RUNS,
  );
  t.pass();
});

test('every event that was received ends with exactly one final response', (t) => {
  const final = [3, 6, 7, 8, 9, 10, 13, 14, 252, 253, 254];
  fc.assert(
    fc.property(any, (scenario) => {
      const { owed } = play(scenario);
      const received = owed.filter((r) => r.status === 1).map((r) => r.mRID);
      for (const mRID of received) {
        const ends = owed.filter((r) => r.mRID === mRID && final.includes(r.status));
        if (ends.length !== 1) throw new Error(`${mRID}: ${ends.map((r) => r.status).join()}`);
      }
    }),
    RUNS,
  );
  t.pass();
});

test('the order in which a poll brings events does not matter', (t) => {
  fc.assert(
    fc.property(any, (scenario) => void t.deepEqual(play(scenario, { reversed: true }), play(scenario))),
    RUNS,
  );
});

test('polling again changes nothing', (t) => {
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 30 }), (scenario, repoll) => {
      t.deepEqual(play(scenario, { repoll }), play(scenario));
    }),
    RUNS,
  );
});

test('stepping every second and stepping at nextAt come to the same', (t) => {
  fc.assert(
    fc.property(any, (scenario) => void t.deepEqual(play(scenario, { everySecond: true }), play(scenario))),
    RUNS,
  );
});

test('a state that is written and read back at any instant has the same future', (t) => {
  fc.assert(
    fc.property(any, fc.integer({ min: 0, max: HORIZON }), (scenario, restartAt) => {
      t.deepEqual(play(scenario, { restartAt }), play(scenario));
    }),
    RUNS,
  );
});

test('in a store that is too small nothing is owed twice, nothing grows, and order does not matter', (t) => {
  const limits = { ...HOST_LIMITS, maxStoredEvents: 3 };
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 30 }), (scenario, repoll) => {
      const watch = (engine: EventEngine<string>): void => {
        if (engine.state.events.length > 3 || engine.state.remembered.length > 3) throw new Error('grew');
        const ids = [...engine.state.events, ...engine.state.remembered].map((e) => e.mRID);
        if (new Set(ids).size !== ids.length) throw new Error('an event is both held and remembered');
      };
      const played = play(scenario, { limits, repoll, watch });
      // An event that was pushed out, and forgotten among others that were, is received anew when it comes back.
      const keys = played.owed.filter((r) => r.status !== 1).map((r) => r.mRID + '/' + r.status);
      const twice = keys.filter((k, i) => keys.indexOf(k) !== i);
      t.deepEqual(twice, []);
      t.deepEqual(play(scenario, { limits, repoll, reversed: true }), played);
    }),
    RUNS,
  );
});

test('a chain of touching events leaves no hole and no overlap, however it is randomised', (t) => {
  const link = fc.record({
    duration: fc.integer({ min: 1, max: 60 }),
    randomizeStart: fc.integer({ min: -60, max: 60 }),
    randomizeDuration: fc.integer({ min: -60, max: 60 }),
  });
  const chain = fc.record({
    links: fc.array(link, { minLength: 2, maxLength: 8 }),
    seed: fc.integer({ min: 1, max: 1e9 }),
  });
  fc.assert(
    fc.property(chain, ({ links, seed }) => {
      let start = 100;
      const events = links.map((one, i) => {
        const rest = { ...one, start, programId: 'P0', modes: 1, creationTime: i };
        start += one.duration;
        return { listedAt: 0, input: eventOf('E' + i, rest) };
      });
      const played = play({ primacies: [0, 0, 0], events, happenings: [], skew: 0, seed });
      for (let i = 0; i < events.length; i++) {
        const statuses = played.owed.filter((r) => r.mRID === 'E' + i).map((r) => r.status);
        t.deepEqual(statuses, [1, 2, 3], 'E' + i);
      }
      const holders = played.control.map((row) => row[0]);
      const first = holders.findIndex((h) => h !== undefined);
      const after = [...holders].reverse().findIndex((h) => h !== undefined);
      const order = holders.slice(first, holders.length - after);
      t.false(order.includes(undefined), 'no hole');
      const turns = order.filter((h, i) => i === 0 || order[i - 1] !== h);
      t.deepEqual(
        turns,
        events.map((e) => e.input.mRID),
        'each in its turn',
      );
    }),
    RUNS,
  );
});

test('without randomisation the engine agrees with a second-by-second reading of the rules', (t) => {
  const plain = scenarioArbitrary({ randomised: false, happenings: false });
  fc.assert(
    fc.property(plain, (scenario) => void t.deepEqual(play(scenario).control, readBySecond(scenario))),
    { ...RUNS, numRuns: 400 },
  );
});

test('the plan of a mode is what happens where nothing new comes, and no two turns in it overlap', (t) => {
  const plain = scenarioArbitrary({ randomised: false, happenings: false }).map((scenario) => ({
    ...scenario,
    events: scenario.events.map((e) => ({ ...e, listedAt: 0 })),
  }));
  fc.assert(
    fc.property(plain, fc.integer({ min: 1, max: 400 }), (scenario, at) => {
      let plans: PlannedControl[][] = [];
      const watch = (engine: EventEngine<string>, now: number): void => {
        if (now === at) plans = Array.from({ length: MODES }, (_, mode) => engine.plan(mode));
      };
      const { control } = play(scenario, { watch });
      plans.forEach((plan, mode) => {
        for (let i = 1; i < plan.length; i++) t.true(plan[i - 1]!.end <= plan[i]!.start);
        for (let now = at; now <= HORIZON; now++) {
          const planned = plan.find((turn) => covers(turn, now))?.mRID;
          if (planned !== control[now]![mode]) throw new Error(`mode ${mode} at ${now}: planned ${planned}`);
        }
      });
    }),
    { ...RUNS, numRuns: 300 },
  );
});

test('turns on one mode never overlap, however events are randomised', (t) => {
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 400 }), (scenario, at) => {
      play(scenario, {
        watch: (engine, now) => {
          if (now !== at) return;
          for (let mode = 0; mode < MODES; mode++) {
            const plan = engine.plan(mode);
            for (let i = 1; i < plan.length; i++) t.true(plan[i - 1]!.end <= plan[i]!.start);
          }
        },
      });
    }),
    RUNS,
  );
  t.pass();
});

/** Each second, each mode goes to the strongest event on time; one that is beaten on a mode has lost it. */
function readBySecond(scenario: Scenario): (string | undefined)[][] {
  const entries = scenario.events.map(({ input, listedAt }) => {
    const program = Number(input.programId.slice(1));
    const start = input.start - (program === 1 ? scenario.skew : 0);
    return {
      mRID: input.mRID,
      primacy: scenario.primacies[program]!,
      creationTime: input.creationTime,
      from: Math.max(start, listedAt),
      to: start + input.duration,
      modes: Array.from({ length: MODES }, (_, mode) => (input.modes & (1 << mode)) !== 0),
    };
  });
  entries.sort(compareStrength);
  const rows: (string | undefined)[][] = [];
  for (let now = 0; now <= HORIZON; now++) {
    const row: (string | undefined)[] = Array.from({ length: MODES }, () => undefined);
    for (const entry of entries) {
      if (now < entry.from || now >= entry.to) continue;
      for (let mode = 0; mode < MODES; mode++) {
        if (!entry.modes[mode]) continue;
        if (row[mode] === undefined) row[mode] = entry.mRID;
        else entry.modes[mode] = false;
      }
    }
    rows.push(row);
  }
  return rows;
}
