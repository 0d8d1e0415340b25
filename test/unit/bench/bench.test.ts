import test from 'ava';
import { spawnSync } from 'node:child_process';
import { measure } from '../../../tools/bench/measure.js';
import { printTable } from '../../../tools/bench/report.js';
import { projectPath } from '../../../tools/support/project-root.js';

const MAIN = projectPath('dist/tools/bench/main.js');

test('the codec section runs, measures every contender, and relates it to one of the same run', (t) => {
  const run = spawnSync(process.execPath, [MAIN, '--only', 'codec', '--smoke', '--json'], { encoding: 'utf8' });
  t.is(run.status, 0, run.stderr);
  const { results } = JSON.parse(run.stdout) as {
    results: {
      section: string;
      tables: { title: string; lines: { name: string; figure: number; reference?: string; ratio?: number }[] }[];
    }[];
  };
  t.deepEqual(
    results.map(({ section }) => section),
    ['codec'],
  );
  const titles = results[0]!.tables.map(({ title }) => title.includes('after every element of the schema'));
  t.deepEqual(titles, [false, false, true, true]);
  for (const { lines } of results[0]!.tables) {
    const figures = new Map(lines.map(({ name, figure }) => [name, figure]));
    for (const { name, figure, reference, ratio } of lines) {
      t.true(figure > 0, name);
      if (reference !== undefined) t.is(ratio, figure / figures.get(reference)!, name);
    }
    for (const name of ['EXI decode', 'EXI encode', 'XML parse, text', 'JSON.parse', 'fast-xml-parser, parse']) {
      t.true(figures.has(name), name);
    }
  }
});

test('the simulation section relates virtual time to real time and ten homes to one', (t) => {
  const run = spawnSync(process.execPath, [MAIN, 'simulation', '--smoke', '--json'], { encoding: 'utf8' });
  t.is(run.status, 0, run.stderr);
  const { results } = JSON.parse(run.stdout) as {
    results: { tables: { lines: { name: string; figure: number; reference?: string; ratio?: number }[] }[] }[];
  };
  const [day, fleet] = results[0]!.tables;
  t.true(day!.lines[0]!.figure > 100);
  t.is(day!.lines[0]!.reference, 'real time');
  t.deepEqual(
    fleet!.lines.map(({ name }) => name),
    ['1 home', '10 homes'],
  );
  t.is(fleet!.lines[1]!.ratio, fleet!.lines[1]!.figure / fleet!.lines[0]!.figure);
});

test('an unknown section is wrong usage: exit code 2', (t) => {
  const run = spawnSync(process.execPath, [MAIN, 'quantum'], { encoding: 'utf8' });
  t.is(run.status, 2);
  t.regex(run.stderr, /no section "quantum"; there is codec/);
});

test('contenders are measured in turn, and a faster one has the higher figure', (t) => {
  const spin = (rounds: number) => (): number => {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum = (sum * 31 + i) % 1000003;
    return sum;
  };
  const contenders = [
    { name: 'slow', run: spin(20000) },
    { name: 'fast', run: spin(100) },
  ];
  const [slow, fast] = measure(contenders, { sliceMs: 5, slices: 3 });
  t.true(fast!.best > 5 * slow!.best);
  t.true(slow!.best >= slow!.median);
});

test('a table shows figure, ratio, reference and whether the aim is reached', (t) => {
  const text = printTable({
    title: 'T',
    unit: 'documents/s',
    lines: [
      { name: 'a', figure: 12345, reference: 'b', ratio: 2, aim: 1.5 },
      { name: 'b', figure: 6172 },
      { name: 'c', figure: 1, reference: 'b', ratio: 0.5, aim: 1 },
    ],
  });
  t.regex(text, /a +12,345 +2\.00 +b +✓ ≥ 1\.5/);
  t.regex(text, /c +1\.00 +0\.50 +b +✗ ≥ 1/);
});
