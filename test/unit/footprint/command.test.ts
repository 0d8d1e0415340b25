/** `sep2 footprint` as scripts meet it, where nothing has to be built for it. */

import test from 'ava';

import { runSep2 } from '../../support/sep2-process.js';

test('a wrong command line is 2', (t) => {
  for (const args of [['--crypto', 'rot13'], ['--json', '--markdown'], ['--frobnicate']]) {
    const { code, out, errors } = runSep2('footprint', ...args);
    t.is(code, 2, errors);
    t.is(out, '');
    t.notRegex(errors, /^ +at /m);
  }
});

test('an app that there is none of is 1, with those that there are', (t) => {
  const { code, errors } = runSep2('footprint', '--no-run', '--app', 'toaster');
  t.is(code, 1);
  t.regex(errors, /^error: there is no app toaster; there are ev-charger, thermostat, water-heater\n$/);
});
