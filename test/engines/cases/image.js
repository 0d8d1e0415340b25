/** What a module made while it ran, read when the program runs: from flash where the image has it. */
import { thrown } from '../harness.js';

const ZERO = 0n;
const ONE = 1n;
const BIG = 2n ** 200n + 12345n;
const NEGATIVE = -(2n ** 70n);
const HALF = 0.5;
const TEXT = 'é😀\0z';
const SYMBOL = Symbol('in flash');
const REGISTERED = Symbol.for('registered');
const KEY = { key: 'object' };
const CALLED = () => 'called';
const HOLES = [1, , 3];
const FAR = [];
FAR[500] = 'far';
const NESTED = {
  list: [1, { deep: [2n, 'x'] }],
  get twice() {
    return this.list[0] * 2;
  },
};
const MAP = new Map([
  ['a', 1],
  [KEY, 'object'],
  [CALLED, 'function'],
  [SYMBOL, 'symbol'],
  [1n, 'bigint'],
  [NaN, 'nan'],
  [HALF, 'half'],
  [7, 'seven'],
  [undefined, 'nothing'],
  [TEXT, 'text'],
]);
const SET = new Set([KEY, 'x', 5, 2n ** 65n]);
const MANY = new Map(Array.from({ length: 150 }, (_, at) => [{ at }, at]));
const WEAK = new WeakMap([[KEY, 'weak']]);
const WEAK_SET = new WeakSet([KEY]);
const DATE = new Date(86400000);
const ERROR = new RangeError('kept');
const OCTETS = Uint8Array.of(1, 2, 250);
const DOUBLES = Float64Array.of(Math.PI, -0, NaN);
const BIGS = BigInt64Array.of(-1n, 5n);
const VIEW = new DataView(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8).buffer, 1);
const PART = new Uint16Array(Uint8Array.of(1, 2, 3, 4, 5, 6).buffer, 2, 2);
const FROZEN = Object.freeze({ a: Object.freeze([1, 2]) });
const SEALED = Object.seal({ a: 1 });
const NO_PROTOTYPE = Object.assign(Object.create(null), { a: 1 });
const BOUND = function (...rest) {
  return [this.key, ...rest];
}.bind(KEY, 1);
const PROXY = new Proxy(KEY, { get: (target, name) => 'proxied ' + String(name) + ' ' + target[name] });
const ARGUMENTS = (function () {
  return arguments;
})('x', 'y');
const BOXED = [new Number(5), new String('s'), new Boolean(false), Object(SYMBOL), Object(3n)];
const HIDDEN = Object.defineProperty({}, 'hidden', { value: 'h' });

class Base {
  #private = 'private';
  field = 'field';
  static shared = 'shared';
  static #own = 'static private';
  constructor(n) {
    this.n = n;
  }
  get private() {
    return this.#private;
  }
  static get own() {
    return Base.#own;
  }
}
class Derived extends Base {
  constructor() {
    super(7);
  }
  get n2() {
    return this.n * 2;
  }
}
const INSTANCE = new Derived();

export const cases = [
  {
    name: 'image: big integers against those of the program',
    run: () => [
      0n === ZERO,
      ZERO === 0n,
      1n !== ONE,
      0n == ZERO,
      ZERO != 0n,
      ONE - 1n === ZERO,
      BIG === 2n ** 200n + 12345n,
      NEGATIVE === -(2n ** 70n),
      Object.is(ZERO, 0n),
      [ZERO].includes(0n),
      ZERO === 1n - 1n,
      BIG !== BIG + 0n,
    ],
  },
  {
    name: 'image: big integers against numbers and text',
    run: () => [
      ZERO == 0,
      ONE == 1,
      ONE == '1',
      ZERO == '',
      ONE === 1,
      ONE < 2,
      BIG > 1e10,
      ZERO == false,
      ONE != true,
    ],
  },
  {
    name: 'image: arithmetic on them',
    run: () => [
      BIG + ONE,
      BIG * NEGATIVE,
      BIG % 97n,
      -BIG,
      ~ONE,
      BIG >> 190n,
      NEGATIVE / 3n,
      BIG.toString(36),
      BigInt.asUintN(64, NEGATIVE - 1n),
      Number(NEGATIVE),
      ONE << 65n,
    ],
  },
  {
    name: 'image: big integers in a switch, a set, a condition',
    run: () => {
      const f = (x) => {
        switch (x) {
          case ZERO:
            return 'zero';
          case 1n:
            return 'one';
          default:
            return 'other';
        }
      };
      return [f(0n), f(ONE), f(BIG), SET.has(2n ** 65n), MAP.get(ONE), ZERO ? 't' : 'f', typeof BIG, !ONE];
    },
  },
  {
    name: 'image: numbers and text',
    run: () => [HALF * 2, TEXT, TEXT.length, TEXT === 'é😀\0z', TEXT + '!', TEXT.slice(1, 3), { [TEXT]: 1 }['é😀\0z']],
  },
  {
    name: 'image: symbols',
    run: () => [
      SYMBOL.description,
      Symbol.for('registered') === REGISTERED,
      Symbol.keyFor(REGISTERED),
      { [SYMBOL]: 1 }[SYMBOL],
      SYMBOL === Symbol('in flash'),
      Symbol.for('new one') === Symbol.for('new one'),
    ],
  },
  {
    name: 'image: lists with holes, far places',
    run: () => [
      HOLES,
      1 in HOLES,
      FAR.length,
      FAR[500],
      FAR[499],
      Object.keys(FAR),
      HOLES.concat([4]),
      [...HOLES],
      HOLES.map((x) => x * 2),
    ],
  },
  {
    name: 'image: nested data',
    run: () => [NESTED, NESTED.list[1].deep[0] === 2n, JSON.stringify(NESTED.list[0]), { ...NESTED }],
  },
  {
    name: 'image: a map with keys of every kind',
    run: () => [
      MAP.get('a'),
      MAP.get(KEY),
      MAP.get(CALLED),
      MAP.get(SYMBOL),
      MAP.get(1n),
      MAP.get(NaN),
      MAP.get(0.5),
      MAP.get(7),
      MAP.get(undefined),
      MAP.get('é😀\0z'),
      MAP.get({}),
      MAP.has('b'),
      MAP.size,
    ],
  },
  {
    name: 'image: a map walked',
    run: () => [[...MAP.values()], [...MAP.keys()].length, [...SET].length, [...new Map(MAP)].length],
  },
  {
    name: 'image: a map with many objects as keys',
    run: () => [[...MANY].every(([key, at]) => MANY.get(key) === at && MANY.has(key)), MANY.has({ at: 1 }), MANY.size],
  },
  { name: 'image: a set', run: () => [SET.has(KEY), SET.has('x'), SET.has(5), SET.has('5'), SET.size] },
  {
    name: 'image: objects of the image in maps of the program',
    run: () => {
      const map = new Map([
        [KEY, 1],
        [CALLED, 2],
      ]);
      const weak = new WeakMap();
      return [map.get(KEY), map.get(CALLED), map.has(NESTED), weak.has(KEY)];
    },
  },
  {
    name: 'image: weak maps and sets',
    run: () => [WEAK.get(KEY), WEAK.has({}), WEAK_SET.has(KEY), WEAK_SET.has(NESTED)],
  },
  { name: 'image: a date', run: () => [DATE.getTime(), DATE.toISOString(), DATE - 1, new Date(DATE).getUTCDate()] },
  {
    name: 'image: an error',
    run: () => [
      ERROR.message,
      ERROR instanceof RangeError,
      String(ERROR),
      thrown(() => {
        throw ERROR;
      }),
    ],
  },
  {
    name: 'image: typed arrays and views',
    run: () => [
      OCTETS,
      DOUBLES,
      BIGS,
      BIGS[1] === 5n,
      VIEW.getUint32(0),
      VIEW.getUint16(6, true),
      VIEW.byteLength,
      PART,
      OCTETS.slice(1),
      OCTETS.subarray(1).length,
      Array.from(DOUBLES),
      OCTETS.indexOf(250),
      OCTETS.buffer.slice(1).byteLength,
      OCTETS.buffer.byteLength,
    ],
  },
  {
    name: 'image: octets copied into the program’s',
    run: () => {
      const own = new Uint8Array(4);
      own.set(OCTETS, 1);
      const copy = OCTETS.map((x) => x + 1);
      copy[0] = 9;
      return [own, copy, new Uint8Array(OCTETS), Uint8Array.from(PART)];
    },
  },
  {
    name: 'image: frozen, sealed, without prototype',
    run: () => [
      Object.isFrozen(FROZEN),
      FROZEN,
      thrown(() => {
        FROZEN.a = 1;
      }),
      thrown(() => FROZEN.a.push(3)),
      Object.isSealed(SEALED),
      thrown(() => {
        SEALED.b = 1;
      }),
      Object.getPrototypeOf(NO_PROTOTYPE),
      NO_PROTOTYPE,
    ],
  },
  {
    name: 'image: bound functions, arguments, boxes',
    run: () => [
      BOUND(2),
      BOUND.name,
      [...ARGUMENTS],
      ARGUMENTS.length,
      BOXED.map((box) => typeof box),
      BOXED[0] + 1,
      BOXED[1] + '!',
      BOXED[2].valueOf(),
      BOXED[3].description,
      BOXED[4] + 1n,
    ],
  },
  {
    name: 'image: a proxy',
    run: () => [thrown(() => PROXY.key), PROXY.other],
    preloaded: {
      result: "['TypeError', 'proxied other undefined']",
      why: 'its target is frozen in flash, and a proxy may not tell another value of a property that cannot change',
    },
  },
  {
    name: 'image: properties that are not enumerable',
    run: () => [
      HIDDEN.hidden,
      Object.keys(HIDDEN),
      thrown(() => {
        HIDDEN.hidden = 1;
      }),
    ],
  },
  {
    name: 'image: an instance with private and inherited parts',
    run: () => [
      INSTANCE.private,
      INSTANCE.field,
      INSTANCE.n2,
      Base.shared,
      Derived.shared,
      Base.own,
      INSTANCE instanceof Base,
      Object.keys(INSTANCE),
    ],
  },
  {
    name: 'image: new instances of its classes',
    run: () => {
      const made = new Derived();
      made.n = 9;
      return [made.n2, INSTANCE.n2, made.private, Object.getPrototypeOf(made) === Derived.prototype];
    },
  },
  {
    name: 'image: a class that extends one of it',
    run: () => {
      class More extends Derived {
        get n2() {
          return super.n2 + 1;
        }
      }
      return [new More().n2, new More() instanceof Base];
    },
  },
  {
    name: 'image: reads through prototypes of built-ins',
    run: () => [
      Object.prototype.hasOwnProperty.call(KEY, 'key'),
      KEY.toString(),
      NESTED.list.length,
      CALLED.call(null),
      Reflect.ownKeys(KEY),
    ],
  },
];
