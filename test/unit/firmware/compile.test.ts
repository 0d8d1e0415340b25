/** Objects are made once: again when the source, a header or an option changes, and only then. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { compileAll, type CompiledObject, prerequisites, type Source } from '../../../tools/firmware/compile.js';
import { inParallel, runTool } from '../../../tools/firmware/run.js';

function workshop(t: ExecutionContext) {
  const root = mkdtempSync(join(tmpdir(), 'sep2-compile-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const cache = join(root, 'cache');
  const write = (name: string, text: string): string => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const compile = async (file: string, more: Partial<Source> = {}): Promise<CompiledObject> => {
    const compiler = { program: 'arm-none-eabi-gcc', flags: ['-mcpu=cortex-m4', '-mthumb'], root, cache };
    const [object] = await compileAll(compiler, [{ file, includes: [root], defines: new Map(), ...more }]);
    return object!;
  };
  return { root, cache, write, compile };
}

test('an unchanged source is not compiled again; a changed one, header or option is', async (t) => {
  const { write, compile } = workshop(t);
  write('rooms.h', '#define ROOM 4\n');
  const file = write('a.c', '#include "rooms.h"\nint room(void);\nint room(void) { return ROOM; }\n');
  const first = await compile(file);
  t.is(first.source, 'a.c');
  t.true(first.fresh);
  t.deepEqual(await compile(file), { ...first, fresh: false });
  write('rooms.h', '#define ROOM 5\n');
  t.true((await compile(file)).fresh);
  t.false((await compile(file)).fresh);
  const other = await compile(file, { defines: new Map([['X', '1']]) });
  t.true(other.fresh);
  t.not(other.object, first.object);
  write('a.c', '#include "rooms.h"\nint room(void);\nint room(void) { return ROOM + 1; }\n');
  t.true((await compile(file)).fresh);
});

test('a header that is gone makes the object anew, and the compiler says what is missing', async (t) => {
  const { root, write, compile } = workshop(t);
  write('rooms.h', '');
  const file = write('a.c', '#include "rooms.h"\n');
  await compile(file);
  rmSync(join(root, 'rooms.h'));
  await t.throwsAsync(compile(file), {
    name: 'ToolError',
    message: /could not compile a\.c .*rooms\.h: No such file/s,
  });
});

test('our own code is held to every warning, foreign code is not', async (t) => {
  const { cache, write, compile } = workshop(t);
  const text = 'int f(void);\nint f(void) { int unused; return 0; }\n';
  await t.throwsAsync(compile(write('own.c', text)), {
    name: 'ToolError',
    message: /could not compile own\.c \(arm-none-eabi-gcc, exit code 1\)\n.*own\.c:2:.*unused variable/s,
  });
  t.true((await compile(write('build/vendor/foreign.c', text))).fresh);
  t.deepEqual(
    readdirSync(cache).filter((name) => name.startsWith('own') && name.endsWith('.o')),
    [],
  );
});

test('objects do not hold the path of the checkout', async (t) => {
  const [one, two] = [workshop(t), workshop(t)];
  const text = 'const char *where(void);\nconst char *where(void) { return __FILE__; }\n';
  const objects = [await one.compile(one.write('a.c', text)), await two.compile(two.write('a.c', text))];
  const [a, b] = await Promise.all(objects.map(({ object }) => runTool('sum', 'sha256sum', [object], '/')));
  t.is(a!.out.split(' ')[0], b!.out.split(' ')[0]);
});

test("the compiler's make rules: lines that go on, and spaces in names", (t) => {
  t.deepEqual(prerequisites('a.o: a.c \\\n b.h /x/my\\ file.h\\\n c.h\n'), ['a.c', 'b.h', '/x/my file.h', 'c.h']);
});

test('a tool that is not installed is told with the way to install it', async (t) => {
  await t.throwsAsync(runTool('could not try', 'sep2-no-such-tool', [], '/'), {
    message: 'could not try: there is no sep2-no-such-tool: run npm run setup',
  });
});

test('a tool that does not come to an end is ended', async (t) => {
  await t.throwsAsync(runTool('could not wait', 'sleep', ['60'], '/', 200), {
    message: 'could not wait (sleep, SIGKILL)',
  });
});

test('work in parallel: results in order, at most two at once, the first failure ends it', async (t) => {
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const work = async (n: number): Promise<number> => {
    started.push(n);
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, 5 * (4 - (n % 4))));
    running -= 1;
    if (n === 5) throw new Error('five');
    return n * n;
  };
  t.deepEqual(await inParallel([1, 2, 3, 4], work), [1, 4, 9, 16]);
  t.is(most, 2);
  started.length = 0;
  await t.throwsAsync(inParallel([5, 6, 7, 8, 9, 10], work), { message: 'five' });
  t.true(started.length < 6);
});
