/**
 * The language on the engine: each case of `cases/` gives on XS in RAM, and from a ROM image on the emulated board, what it
 * gives on Node; where it may not, the case itself says what it gives there and why.
 */

import test from 'ava';

import { runRomTestImage } from '../support/rom-image/image.js';
import {
  buildSuiteImage,
  type EngineCase,
  type Exception,
  readSuite,
  runOnNode,
  runSuitesOnHost,
  SUITES,
} from '../support/rom-image/suites.js';

/** Where results come from, what precedes their names, and which exceptions hold there, the narrowest first. */
interface Engine {
  readonly name: string;
  readonly prefix: string;
  readonly exceptions: readonly ('xs' | 'rom' | 'stripped' | 'preloaded')[];
  readonly results: Promise<ReadonlyMap<string, string>>;
}

const node = await runOnNode();
const host = runSuitesOnHost();
const both = host
  .then(() => buildSuiteImage('stripped', ['rom', 'ram'], { strip: '*' }))
  .then(({ elf }) => runRomTestImage(elf));
const whole = both.then(() => buildSuiteImage('whole', ['rom'])).then(({ elf }) => runRomTestImage(elf));
// Whoever waits for the results is told; the chain itself is not to end the process before.
whole.catch(() => undefined);

const ENGINES: readonly Engine[] = [
  { name: 'XS in RAM', prefix: '', exceptions: ['xs'], results: host },
  {
    name: 'a ROM image, from flash',
    prefix: 'rom/',
    exceptions: ['preloaded', 'stripped', 'rom', 'xs'],
    results: both.then(({ results }) => results),
  },
  {
    name: 'a ROM image, from byte code',
    prefix: 'ram/',
    exceptions: ['stripped', 'rom', 'xs'],
    results: both.then(({ results }) => results),
  },
  {
    name: 'a ROM image with all built-ins',
    prefix: 'rom/',
    exceptions: ['preloaded', 'rom', 'xs'],
    results: whole.then(({ results }) => results),
  },
];

function exceptionOf(engineCase: EngineCase, { exceptions }: Engine): Exception | undefined {
  return exceptions.map((key) => engineCase[key]).find((exception) => exception !== undefined);
}

for (const suite of SUITES) {
  const cases = await readSuite(suite);

  test(`${suite}: each case has a name of its own and a result on Node`, (t) => {
    t.is(new Set(cases.map(({ name }) => name)).size, cases.length);
    const without = cases
      .map(({ name }) => `${name}: ${node.get(`${suite}/${name}`)}`)
      .filter((line) => /: (undefined|function|threw .*)$/.test(line));
    t.deepEqual(without, []);
  });

  test(`${suite}: what is said to be otherwise on the engine is otherwise, and has a reason`, (t) => {
    for (const engineCase of cases) {
      for (const key of ['xs', 'rom', 'stripped', 'preloaded'] as const) {
        const exception = engineCase[key];
        if (exception === undefined) continue;
        t.not(exception.result, node.get(`${suite}/${engineCase.name}`), `${engineCase.name}: ${key}`);
        t.true(exception.why.length > 10, engineCase.name);
      }
    }
    t.pass();
  });

  for (const engine of ENGINES) {
    test(`${suite}: ${engine.name}`, async (t) => {
      const results = await engine.results;
      const differences = cases.flatMap((engineCase) => {
        const name = `${suite}/${engineCase.name}`;
        const expected = exceptionOf(engineCase, engine)?.result ?? node.get(name);
        const got = results.get(engine.prefix + name);
        return got === expected ? [] : [{ engine: engine.name, case: name, expected, got }];
      });
      t.deepEqual(differences, []);
    });
  }
}
