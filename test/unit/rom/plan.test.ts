/** The orders to the image builder: what can be said, and what is refused before the builder starts. */

import test from 'ava';

import { planText, type RomPlan } from '../../../tools/rom/plan.js';

const plan = (more: Partial<RomPlan> = {}): RomPlan => ({
  modules: [{ specifier: 'stack/core/octets', path: '/dist/octets.js', preload: true }],
  ...more,
});

test('one order a line, its words parted by tabs', (t) => {
  const text = planText({
    modules: [
      { specifier: 'stack/core/octets', path: '/dist/stack/core/octets.js', preload: true },
      { specifier: 'main', path: '/dist/with blanks/main.js', preload: false },
    ],
    main: 'main',
    keep: ['map', 'callback.name'],
    strip: ['Proxy', 'eval'],
    unfrozen: { main: 'keeps a cache' },
    options: { stackCount: 512, functionName: 0 },
  });
  t.deepEqual(text.split('\n'), [
    'module\tstack/core/octets\t/dist/stack/core/octets.js\tpreload',
    'module\tmain\t/dist/with blanks/main.js',
    'main\tmain',
    'keep\tmap',
    'keep\tcallback.name',
    'strip\tProxy',
    'strip\teval',
    'unfrozen\tmain\tkeeps a cache',
    'option\tstackCount\t512',
    'option\tfunctionName\t0',
    '',
  ]);
});

test('a star strips all that nothing names', (t) => {
  t.true(planText(plan({ strip: '*' })).endsWith('\nstrip\t*\n'));
});

test('a module name has at most 95 octets: what a board resolves', (t) => {
  const named = (specifier: string): string => planText({ modules: [{ specifier, path: '/a.js', preload: false }] });
  t.notThrows(() => named('n'.repeat(95)));
  t.throws(() => named('n'.repeat(96)), { instanceOf: RangeError, message: /at most 95 octets expected, not n{96}$/ });
  t.throws(() => named('é'.repeat(48)), { instanceOf: RangeError, message: /at most 95 octets/ });
});

test('a module name is given once', (t) => {
  const twice = ['/a.js', '/b.js'].map((path) => ({ specifier: 'same', path, preload: true }));
  t.throws(() => planText({ modules: twice }), { instanceOf: RangeError, message: /not same twice/ });
});

test('a word that a line cannot hold is refused', (t) => {
  for (const word of ['', 'with\ttab', 'with\nline']) {
    const refusal = { instanceOf: RangeError, message: /^a word of a plan has no tab or line end: / };
    t.throws(() => planText(plan({ main: word })), refusal);
    t.throws(() => planText(plan({ keep: [word] })), refusal);
    t.throws(() => planText(plan({ strip: [word] })), refusal);
    t.throws(() => planText(plan({ unfrozen: { a: word } })), refusal);
    t.throws(() => planText({ modules: [{ specifier: 'a', path: word, preload: true }] }), refusal);
  }
});
