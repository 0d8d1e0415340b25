/**
 * The three appliances on the emulated board, from reset to the end of an event: DNS-SD, mutual TLS with
 * ECDHE-ECDSA-AES128-CCM-8, programmes in EXI, the load at the effective start and back at the end, responses, mirrored readings.
 */

import test from 'ava';

import { type CryptoChoice } from '../../tools/firmware/options.js';
import { emulatorImage, says, STEP_MS, TestHome } from '../support/board-home.js';

/** The event begins so long after the server does, and lasts so long, s. */
const BEGIN_S = 120;
const LENGTH_S = 300;
/** Response.status: received, started, completed. */
const STATUSES = [1, 2, 3];

const APPLIANCES: readonly (readonly [app: string, crypto: CryptoChoice])[] = [
  ['thermostat', 'native'],
  ['water-heater', 'native'],
  ['ev-charger', 'native'],
  ['thermostat', 'noble'],
];

for (const [app, crypto] of APPLIANCES) {
  const title = crypto === 'native' ? app : `${app} with the ${crypto} provider`;
  test.serial(
    `${title}: finds its server, follows an event to its end and reports (CORE-021, BASIC-023)`,
    async (t) => {
      t.timeout(10 * 60_000);
      const image = await emulatorImage(app, crypto);
      // Water that is too cold is heated whatever the utility asks.
      const stage = await TestHome.start(t, image, { name: app, ...(app === 'water-heater' ? { mediumC: 55 } : {}) });
      const { home } = stage;
      const { console } = home.emulator;
      const server = await stage.serve([{ atS: BEGIN_S, durationS: LENGTH_S, control: 'loadReductionPercent: 100' }]);
      await home.powerOn();

      await console.record('discovery.found', STEP_MS);
      await console.record('tls.established', STEP_MS);
      const received = await stage.until(says('event.received'), 300);
      const started = await stage.until(says('event.started'), 300);
      const off = await stage.until(says('relay.set', { index: 0, permille: 0 }), 60);
      t.true(off.ms - started.ms < 1000, 'the load is switched with the start of the event');
      await stage.until(says('event.completed'), 600);
      const mark = console.mark();
      t.truthy(received);
      await stage.until(says('response.posted', { status: 3 }), 120);
      const [on] = console.since(0, says('relay.set', { index: 0, permille: 1000 })).slice(-1);
      t.true(on!.ms > off.ms, 'and back at its end');
      t.true(Math.abs(on!.ms - off.ms - LENGTH_S * 1000) < 2000, `after ${on!.ms - off.ms} ms`);
      t.deepEqual(console.since(mark, 'board.restart'), []);

      const responses = server.records.filter(({ kind, device }) => kind === 'response' && device === app);
      t.deepEqual(
        responses.map(({ status }) => status),
        STATUSES,
      );
      const requests = server.records.filter(({ kind, device }) => kind === 'request' && device === app);
      t.true(requests.length > 5);
      t.true(
        requests.every(({ media }) => media === undefined || media === 'EXI'),
        'every body is EXI',
      );
      await server.until(({ kind, device }) => kind === 'reading' && device === app, STEP_MS);
      t.deepEqual(console.since(0, 'board.restart'), [], 'without a restart');
    },
  );
}
