/** Objects of the image that go on in RAM after their first write: the same object by each way to it. */
import { thrown } from '../harness.js';

class Node {
  #tag = 'tag';
  children = [];
  constructor(name, parent) {
    this.name = name;
    this.parent = parent;
  }
  get tag() {
    return this.#tag;
  }
  set tag(value) {
    this.#tag = value;
  }
  path() {
    return (this.parent ? this.parent.path() + '/' : '') + this.name;
  }
}
class List extends Array {
  get last() {
    return this[this.length - 1];
  }
}
class Shape {
  sides() {
    return 0;
  }
}
class Square extends Shape {
  sides() {
    return super.sides() + 4;
  }
}

const ROOT = new Node('root');
const LEAF = new Node('leaf', ROOT);
const HOLDER = Object.freeze({ leaf: LEAF, list: Object.freeze([LEAF, ROOT]) });
const BY_NODE = new Map([
  [LEAF, 'leaf'],
  [ROOT, 'root'],
]);
const NODES = new Set([LEAF]);
const GET_LEAF = () => LEAF;
const BOUND = LEAF.path.bind(LEAF);
const LIST = List.from([3, 1, 2]);
const LISTS = Array.from({ length: 14 }, () => List.from([3, 1, 2]));
const FAR = List.from([]);
FAR[100] = 'far';
FAR[7] = 'near';
const SQUARE = new Square();
const EMPTY = new Node('empty');
const ACCESSED = Object.defineProperty(new Node('accessed'), 'upper', {
  get() {
    return this.name.toUpperCase();
  },
  configurable: true,
  enumerable: true,
});
const INDEXED = Object.assign(new Node('indexed'), { 0: 'a', 5: 'b' });
const SYMBOL = Symbol('s');
const OCTETS = Object.assign(new Node('octets'), { octets: Uint8Array.of(1, 2) });
let shared = LEAF;

export const cases = [
  {
    name: 'aliases: read before, written, read by each way',
    run: () => {
      const before = LEAF.path();
      LEAF.name = 'changed';
      return [
        before,
        LEAF.path(),
        HOLDER.leaf.name,
        HOLDER.list[0].name,
        GET_LEAF().name,
        BOUND(),
        shared.name,
        [...BY_NODE.keys()][0].name,
      ];
    },
  },
  {
    name: 'aliases: the same object after a write',
    run: () => {
      LEAF.more = 1;
      return [
        HOLDER.leaf === LEAF,
        HOLDER.list.indexOf(LEAF),
        HOLDER.list.includes(ROOT),
        Object.is(shared, GET_LEAF()),
        LEAF != ROOT,
        [LEAF].includes(HOLDER.leaf),
      ];
    },
  },
  {
    name: 'aliases: as keys of the image’s map and of the program’s',
    run: () => {
      const map = new Map([[LEAF, 1]]);
      ROOT.more = 1;
      LEAF.more = 2;
      map.set(ROOT, 2);
      return [
        BY_NODE.get(LEAF),
        BY_NODE.get(ROOT),
        NODES.has(HOLDER.leaf),
        map.get(HOLDER.leaf),
        map.get(ROOT),
        map.size,
      ];
    },
  },
  {
    name: 'aliases: private parts',
    run: () => {
      const before = LEAF.tag;
      LEAF.tag = 'new';
      return [before, HOLDER.leaf.tag, ROOT.tag];
    },
  },
  {
    name: 'aliases: a graph, where one is written and one is not',
    run: () => {
      LEAF.parent.name = 'top';
      return [ROOT.name, LEAF.path(), HOLDER.list[1].name];
    },
  },
  {
    name: 'aliases: properties added, deleted, enumerated',
    run: () => {
      EMPTY.added = 1;
      delete EMPTY.parent;
      EMPTY[SYMBOL] = 2;
      const names = [];
      for (const name in EMPTY) names.push(name);
      return [
        Object.keys(EMPTY),
        names,
        'parent' in EMPTY,
        EMPTY[SYMBOL],
        { ...EMPTY },
        Reflect.ownKeys(EMPTY).length,
        Object.getOwnPropertyDescriptor(EMPTY, 'added'),
      ];
    },
  },
  {
    name: 'aliases: deleting what is not there changes nothing',
    run: () => [delete SQUARE.nothing, Object.keys(SQUARE)],
  },
  {
    name: 'aliases: defineProperty, twice',
    run: () => {
      Object.defineProperty(ACCESSED, 'fixed', { value: 1 });
      Object.defineProperty(ACCESSED, 'upper', { get: () => 'replaced' });
      return [ACCESSED.fixed, ACCESSED.upper, thrown(() => (ACCESSED.fixed = 2)), Object.keys(ACCESSED)];
    },
  },
  {
    name: 'aliases: another prototype',
    run: () => {
      const square = SQUARE;
      const before = square.sides();
      Object.setPrototypeOf(square, Shape.prototype);
      return [before, SQUARE.sides(), SQUARE instanceof Square, Object.getPrototypeOf(SQUARE) === Shape.prototype];
    },
  },
  {
    name: 'aliases: a prototype that was written',
    run: () => {
      const made = new Square();
      Square.prototype.sides = () => 5;
      return [
        made.sides(),
        new Square().sides(),
        Object.getPrototypeOf(made) === Square.prototype,
        new Map([[Square.prototype, 'found']]).get(Object.getPrototypeOf(made)),
        Square.prototype.constructor === Square,
      ];
    },
  },
  {
    name: 'aliases: frozen when the program runs',
    run: () => {
      const node = OCTETS;
      Object.freeze(node);
      return [Object.isFrozen(OCTETS), thrown(() => (OCTETS.name = 'x')), OCTETS.octets, OCTETS.octets[1]];
    },
  },
  {
    name: 'aliases: a list by each method',
    run: () =>
      [
        (a) => a.push(4),
        (a) => a.pop(),
        (a) => a.shift(),
        (a) => a.unshift(0),
        (a) => a.splice(0, 1).length,
        (a) => a.sort(),
        (a) => a.reverse(),
        (a) => a.fill(7),
        (a) => a.fill(7, 1),
        (a) => a.copyWithin(0, 1),
        (a) => (a.length = 1),
        (a) => (a.length = 5),
        (a) => (a[4] = 9),
        (a) => delete a[1],
      ].map((change, at) => {
        change(LISTS[at]);
        return [LISTS[at], LISTS[at].length, Object.keys(LISTS[at])];
      }),
  },
  {
    name: 'aliases: a list that was written, read by each way',
    run: () => {
      LIST.push(9);
      LIST[0] = 5;
      const seen = [];
      for (const x of LIST) seen.push(x);
      return [
        seen,
        LIST.last,
        LIST.length,
        [...LIST],
        LIST.map((x) => x + 1),
        LIST.indexOf(9),
        Object.keys(LIST),
        Object.entries(LIST).length,
        Object.getOwnPropertyDescriptor(LIST, 'length').value,
        3 in LIST,
        LIST.concat([1]),
        LIST.slice(1),
        Math.max(...LIST),
        Array.isArray(LIST),
        LIST instanceof List,
        Object.getOwnPropertyNames(LIST),
      ];
    },
  },
  {
    name: 'aliases: a list whose length is defined again',
    run: () => {
      LISTS[0].push(8);
      Object.defineProperty(LISTS[0], 'length', { value: 2 });
      const cut = [...LISTS[0]];
      Object.defineProperty(LISTS[0], 'length', { writable: false });
      return [cut, thrown(() => LISTS[0].push(1)), thrown(() => (LISTS[0].length = 9)), LISTS[0].length];
    },
  },
  {
    name: 'aliases: a list with far places',
    run: () => {
      const before = [FAR.length, Object.keys(FAR)];
      delete FAR[7];
      FAR[50] = 'middle';
      return [before, Object.keys(FAR), FAR.length, FAR[100], FAR[7], FAR.indexOf('middle')];
    },
  },
  {
    name: 'aliases: places of an object that is no list',
    run: () => {
      INDEXED[3] = 'c';
      delete INDEXED[0];
      INDEXED[5] += '!';
      return [Object.keys(INDEXED), INDEXED[3], INDEXED[5], INDEXED[0]];
    },
  },
  {
    name: 'aliases: a variable that holds another',
    run: () => {
      shared = ROOT;
      shared.extra = 1;
      const first = ROOT.extra;
      shared = { name: 'own' };
      return [first, shared.name, 'extra' in ROOT];
    },
  },
  {
    name: 'aliases: what they hold survives the collector',
    run: () => {
      EMPTY.held = { list: [1, 2, 3].map((x) => ({ x })) };
      LIST.last2 = 'text ' + LIST.length;
      LIST.push({ deep: [1] });
      const junk = [];
      for (let round = 0; round < 40; round++) {
        junk.length = 0;
        for (let i = 0; i < 60; i++) junk.push({ i, text: 'junk ' + i });
      }
      return [EMPTY.held.list[2].x, LIST.last.deep, LIST.last2, junk.length];
    },
  },
];
