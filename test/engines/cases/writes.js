/**
 * Writes to plain objects and lists that a module made while it ran. From flash, what is
 * frozen throws and what is not goes on in RAM; each case says which. The expectations are those of tools/rom/freeze.c.
 */
import { thrown } from '../harness.js';

/** The refusal, as a case's result. */
const REFUSED = "'TypeError'";
const plain = (result) => ({ result, why: 'plain data of a module is frozen in flash' });
const OBJECT = { a: 1, b: { c: 2 } };
const LIST = [1, 2, 3];
const NESTED = [[1], [2]];
const ACCESSOR = {
  n: 1,
  get twice() {
    return this.n * 2;
  },
  set twice(value) {
    this.n = value / 2;
  },
};
const BARE = Object.create(null);
const SYMBOL_KEY = Symbol('key');
const LISTS = Array.from({ length: 15 }, () => [3, 1, 2]);
const KEPT = [1, 2, 3];
const KEPT_NESTED = [[2], [1]];
const ARGUMENTS = (function () {
  return arguments;
})('x');
const TEXT_BOX = new String('x');
const NUMBER_BOX = new Number(1);
let object = { a: 1 };

export const cases = [
  { name: 'objects: a property is changed', run: () => thrown(() => (OBJECT.a = 5)), preloaded: plain(REFUSED) },
  { name: 'objects: a property is added', run: () => thrown(() => (OBJECT.z = 5)), preloaded: plain(REFUSED) },
  {
    name: 'objects: a property is deleted',
    run: () => thrown(() => delete BARE.x && delete OBJECT.a),
    preloaded: plain(REFUSED),
  },
  {
    name: 'objects: a property is added where there is no prototype',
    run: () => thrown(() => (BARE.z = 5)),
    preloaded: plain(REFUSED),
  },
  { name: 'objects: an inner object is changed', run: () => thrown(() => (OBJECT.b.c = 5)), preloaded: plain(REFUSED) },
  {
    name: 'objects: defineProperty',
    run: () => [
      thrown(() => typeof Object.defineProperty(OBJECT, 'd', { value: 1 })),
      Reflect.defineProperty(OBJECT, 'e', { value: 1 }),
    ],
    preloaded: plain(`[${REFUSED}, false]`),
  },
  {
    name: 'objects: a setter that writes its object',
    run: () => thrown(() => (ACCESSOR.twice = 10)),
    preloaded: plain(REFUSED),
  },
  {
    name: 'objects: Object.assign into one',
    run: () => thrown(() => Object.assign(OBJECT, { q: 1 }).q),
    preloaded: plain(REFUSED),
  },
  {
    name: 'objects: another prototype',
    run: () => thrown(() => Object.setPrototypeOf(ACCESSOR, { p: 1 }).p),
    preloaded: plain(REFUSED),
  },
  {
    name: 'objects: freeze, seal and preventExtensions change nothing',
    run: () => [
      Object.freeze(OBJECT) === OBJECT,
      Object.seal(NESTED) === NESTED,
      Object.preventExtensions(ACCESSOR) === ACCESSOR,
      Object.isFrozen(OBJECT),
    ],
  },
  {
    name: 'objects: a copy is free',
    run: () => {
      const copy = { ...OBJECT, b: { ...OBJECT.b } };
      copy.a = 9;
      copy.b.c = 9;
      const made = Object.create(OBJECT);
      return [
        copy.a,
        copy.b.c,
        thrown(() => {
          'use strict';
          made.own = 1;
          return made.own;
        }),
      ];
    },
  },
  {
    name: 'objects: a name that its prototype in flash has',
    run: () => {
      const made = Object.create(ACCESSOR);
      return thrown(() => (made.n = 3));
    },
    preloaded: { result: "'TypeError'", why: 'a name that is read-only in a prototype cannot be assigned below it' },
  },
  {
    name: 'lists: an inner list',
    run: () => [thrown(() => NESTED[0].push(2)), thrown(() => (NESTED[1][0] = 3)), NESTED],
    preloaded: plain(`[${REFUSED}, ${REFUSED}, [[1], [2]]]`),
  },
  {
    name: 'symbols: as keys of the program’s objects',
    run: () => ({ ...Object.fromEntries([[SYMBOL_KEY.description, 1]]) }),
  },
  {
    name: 'lists: changed by each method',
    run: () =>
      [
        (a) => a.push(4),
        (a) => a.pop(),
        (a) => a.shift(),
        (a) => a.unshift(0),
        (a) => a.splice(0, 1).length,
        (a) => a.sort()[0],
        (a) => a.reverse()[0],
        (a) => a.fill(7)[0],
        (a) => a.copyWithin(0, 1)[0],
        (a) => (a.length = 0),
        (a) => (a.length = 9),
        (a) => (a[0] = 9),
        (a) => (a[9] = 9),
        (a) => delete a[1],
        (a) => (a.name = 1),
      ].map((change, at) => thrown(() => change(LISTS[at]))),
    preloaded: plain(`[${Array(15).fill(REFUSED).join(', ')}]`),
  },
  {
    name: 'lists: what was not changed is whole',
    run: () => [
      KEPT,
      KEPT.length,
      KEPT.concat([4]),
      KEPT.slice(1),
      KEPT.map((x) => x + 1),
      [...KEPT].reverse(),
      KEPT.toString(),
    ],
  },
  {
    name: 'lists: a copy of a list of lists',
    run: () => {
      const copy = KEPT_NESTED.map((list) => [...list]);
      copy[0].push(5);
      copy.sort();
      return [copy, KEPT_NESTED.slice(), Array.from(KEPT_NESTED).concat([1]).length];
    },
  },
  {
    name: 'lists: assigned by a loop, by destructuring, by Reflect.set, by Object.assign',
    run: () => [
      thrown(() => {
        for (OBJECT.a of [1]);
        return 1;
      }),
      thrown(() => {
        [LIST[0]] = [5];
        return 1;
      }),
      Reflect.set(LIST, 0, 5),
      Reflect.set({}, 'a', 1, OBJECT),
      thrown(() => Object.assign(LIST, [9])[0]),
    ],
    preloaded: plain(`[${REFUSED}, ${REFUSED}, false, false, ${REFUSED}]`),
  },
  {
    name: 'arguments and boxes: changed',
    run: () => [
      thrown(() => (ARGUMENTS[0] = 9)),
      thrown(() => (TEXT_BOX.more = 1)),
      thrown(() => (NUMBER_BOX.more = 1)),
    ],
    preloaded: {
      result: `[${REFUSED}, ['no throw', 1], ['no throw', 1]]`,
      why: 'arguments are plain data; a box is an instance of a class, which goes on in RAM',
    },
  },
  {
    name: 'json: of an object of the image',
    run: () => [
      thrown(() => JSON.stringify(KEPT)),
      thrown(() => JSON.stringify({ kept: KEPT })),
      JSON.stringify({ a: KEPT[0] }),
    ],
    preloaded: {
      result: `[${REFUSED}, ${REFUSED}, '{"a":1}']`,
      why: 'the engine marks an object while it writes it, to see cycles',
    },
  },
];
