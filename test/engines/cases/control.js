/** Loops, exceptions, operators and generators. */
import { thrown } from '../harness.js';

function* countdown(from) {
  while (from > 0) {
    const step = yield from;
    from -= step ?? 1;
  }
  return 'over';
}

export const cases = [
  {
    name: 'loops: break and continue with labels',
    run() {
      const seen = [];
      outer: for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          if (j === 2) continue outer;
          if (i === 2) break outer;
          seen.push(i * 10 + j);
        }
      }
      block: {
        seen.push('in');
        if (seen.length > 0) break block;
        seen.push('not');
      }
      return seen;
    },
  },
  {
    name: 'loops: for-in sees inherited names once, in order',
    run() {
      const base = { b: 1, a: 2 };
      const o = Object.create(base, { hidden: { value: 1, enumerable: false } });
      Object.assign(o, { c: 3, 2: 'x', 1: 'y', a: 4 });
      const names = [];
      for (const name in o) names.push(name);
      return names;
    },
  },
  {
    name: 'loops: for-of closes its iterator on break, return and throw',
    run() {
      const log = [];
      const make = (id) => ({
        [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return: () => (log.push(id), {}) }),
      });
      for (const _ of make('break')) break;
      const f = () => {
        for (const _ of make('return')) return 1;
      };
      f();
      thrown(() => {
        for (const _ of make('throw')) throw new Error('x');
      });
      return log;
    },
  },
  {
    name: 'loops: do, while and the comma',
    run() {
      let n = 0;
      let log = '';
      do log += n;
      while (++n < 3);
      while ((n--, n > 0)) log += n;
      return log;
    },
  },
  {
    name: 'switch: falls through, default in the middle',
    run() {
      const f = (x) => {
        const seen = [];
        switch (x) {
          case 1:
            seen.push('one');
          // falls through
          default:
            seen.push('default');
          // falls through
          case 2:
            seen.push('two');
            break;
          case 3:
            seen.push('three');
        }
        return seen;
      };
      return [f(1), f(2), f(3), f(4)];
    },
  },
  {
    name: 'exceptions: finally runs on each way out',
    run() {
      const log = [];
      const f = (how) => {
        try {
          if (how === 'throw') throw new RangeError('x');
          if (how === 'return') return 'returned';
        } catch (error) {
          log.push(error.name);
          return 'caught';
        } finally {
          log.push('finally ' + how);
        }
        return 'end';
      };
      return [f('throw'), f('return'), f('none'), log];
    },
  },
  {
    name: 'exceptions: finally overrides a return and a throw',
    run() {
      const f = () => {
        try {
          return 1;
        } finally {
          return 2;
        }
      };
      const g = () => {
        for (;;) {
          try {
            throw new Error('lost');
          } finally {
            break;
          }
        }
        return 'kept on';
      };
      return [f(), g()];
    },
  },
  {
    name: 'exceptions: nested, rethrown, with a cause, without a binding',
    run() {
      try {
        try {
          throw new TypeError('inner');
        } catch (error) {
          throw new Error('outer', { cause: error });
        }
      } catch (error) {
        let bare = false;
        try {
          throw 0;
        } catch {
          bare = true;
        }
        return [error.message, error.cause.name, error.cause.message, bare];
      }
    },
  },
  {
    name: 'exceptions: anything can be thrown',
    run: () => [
      thrown(() => {
        throw 1;
      }),
      thrown(() => {
        throw undefined;
      }),
      thrown(() => {
        throw { a: 1 };
      }),
    ],
  },
  {
    name: 'exceptions: what the engine throws, by name',
    run: () => [
      thrown(() => null.x),
      thrown(() => undefined()),
      thrown(() => new Array(-1)),
      thrown(() => 'x'.repeat(-1)),
      thrown(() => (1.5).toFixed(101)),
      thrown(() => decodeURIComponent('%')),
      thrown(() => BigInt(1.5)),
      thrown(() => Symbol() + ''),
      thrown(() => nowhere),
    ],
  },
  {
    name: 'exceptions: an error’s own properties, and its text',
    run() {
      class Own extends RangeError {
        name = 'Own';
      }
      const error = new Own('message');
      return [error instanceof RangeError, String(error), error.message, Object.keys(error)];
    },
  },
  {
    name: 'operators: ?. and ??',
    run: () => [null?.x, { a: { b: 1 } }.a?.b, undefined?.[0], null ?? 1, 0 ?? 1, { f: null }.f?.()],
  },
  {
    name: 'operators: logical assignment does not write what it need not',
    run() {
      let writes = 0;
      const o = {
        get a() {
          return 1;
        },
        set a(_) {
          writes++;
        },
        b: null,
      };
      o.a ||= 2;
      o.a ??= 3;
      o.a &&= 4;
      o.b ??= 5;
      return [writes, o.b];
    },
  },
  {
    name: 'operators: shifts and bits on 32 bits',
    run: () => [1 << 31, -1 >>> 0, -1 >>> 28, -8 >> 1, ~5, 5 ^ 3, (2 ** 32) | 0, 1 << 33],
  },
  {
    name: 'operators: remainder and power keep signs',
    run: () => [-5 % 3, 5 % -3, -0 % 1, (-2) ** 3, 2 ** -1, 5.5 % 2],
  },
  {
    name: 'operators: loose equality',
    run: () => [null == undefined, 0 == '', '1' == 1, [1] == 1, NaN == NaN, 1n == 1, null == 0],
  },
  {
    name: 'operators: order and addition of mixed kinds',
    run: () => ['10' < '9', '10' < 9, 1 + '2', '3' - 1, [] + {}, null + 1, undefined + 1, true + true],
  },
  {
    name: 'operators: typeof',
    run: () => [typeof null, typeof (() => 0), typeof Symbol(), typeof 1n, typeof class {}, typeof undefined],
  },
  {
    name: 'operators: order of evaluation',
    run() {
      const log = [];
      const f = (x) => (log.push(x), x);
      const o = { [f('key')]: f('value') };
      o[f('k2')] = f('v2');
      f(1) + f(2) * f(3);
      return log;
    },
  },
  {
    name: 'generators: values in, values out, the end',
    run() {
      const it = countdown(5);
      return [it.next(), it.next(2), it.next(), it.next(9), it.next()];
    },
  },
  {
    name: 'generators: return and throw pass finally; yield* delegates',
    run() {
      const log = [];
      function* inner() {
        try {
          yield 1;
          yield 2;
        } finally {
          log.push('finally');
        }
      }
      function* outer() {
        yield 0;
        yield* inner();
      }
      const a = outer();
      const out = [a.next().value, a.next().value, a.return('r')];
      const b = inner();
      b.next();
      return [out, thrown(() => b.throw(new RangeError('x'))), log, [...outer()]];
    },
  },
];
