/** The machine on a board: how it ends when something is full or nobody takes an error, and that what is freed is used again. */

import test from 'ava';

import { type RomOptions } from '../../tools/rom/rom-image.js';
import { buildProgram, runProgram } from '../support/rom-image/program.js';
import { runRomTestImage } from '../support/rom-image/image.js';

const main = (statements: string): string => `export const main = () => { ${statements} };`;

const ENDS: readonly (readonly [what: string, text: string, cause: string, options?: Partial<RomOptions>])[] = [
  ['objects fill the heap', main('const all = []; for (;;) all.push({ a: {} });'), 'heap-full'],
  ['text fills the heap', main("let text = 'x'; for (;;) text += text;"), 'heap-full'],
  ['one buffer does not fit', main('new ArrayBuffer(200000);'), 'heap-full'],
  ['calls fill the stack', main('const f = (n) => 1 + f(n + 1); f(0);'), 'stack-full'],
  [
    'nobody takes a refusal',
    main("Promise.reject(new Error('lost')); report('collected', '');"),
    'unhandled-rejection',
  ],
];

for (const [what, text, cause, options] of ENDS)
  test.serial(`${what}: ${cause}`, async (t) => {
    const { elf } = await buildProgram('machine', text, { strip: '*', ...options });
    await t.throwsAsync(runRomTestImage(elf), { message: new RegExp(`rom\\.abort:.*text=${cause}`, 's') });
  });

test.serial('an error of the first module is told with its text, cut where it is too long', async (t) => {
  const words = 'lost in a module '.repeat(40);
  const more = { 'main-00': { text: `throw new RangeError('${words}');`, preload: false } };
  const { elf } = await buildProgram('machine', main(''), { strip: '*', more });
  await t.throwsAsync(runRomTestImage(elf), {
    message: /rom\.exception text=RangeError:%20lost%20in%20a%20module(%20lost|%20in|%20a|%20module)+/,
  });
});

test.serial('what is freed is used again: objects, text, arrays, maps, names', async (t) => {
  const text = main(`let kept = 0;
    for (let round = 0; round < 60; round++) {
      const list = [];
      for (let i = 0; i < 50; i++) list.push({ i, text: 'item ' + i, octets: new Uint8Array(20) });
      const map = new Map(list.map((item) => [item, item.text]));
      list.sort((a, b) => b.i - a.i);
      list.length = 10;
      kept += map.get(list[9]).length + map.size;
    }
    const names = {};
    for (let i = 0; i < 30; i++) names['name' + i] = i;
    report('kept', String(kept) + Object.keys(names).length);`);
  t.deepEqual(await runProgram('machine', text, { strip: '*', creation: { static: 48 * 1024 } }), { kept: '342030' });
});

test.serial('an image starts on a few hundred octets of slots', async (t) => {
  const { elf } = await buildProgram('machine', main("report('up', '');"), { strip: '*' });
  const { usage } = await runRomTestImage(elf);
  t.true(usage[0]!.slots < 3000, String(usage[0]!.slots));
  t.true(usage[0]!.fixed < 12_000, String(usage[0]!.fixed));
});

test.serial('an error remembers where it was made where the image says so', async (t) => {
  const text = `const inner = () => new Error('x'); ${main("report('stack', inner().stack);")}`;
  t.deepEqual(await runProgram('machine', text, { strip: '*' }), { stack: 'Error: x' });
  const { stack } = await runProgram('machine', text, { strip: '*', errorStack: true });
  t.regex(stack!, /^Error: x\n at inner \(\)\n at main \(\)/);
});
