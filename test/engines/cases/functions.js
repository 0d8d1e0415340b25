/** Functions, scopes, destructuring and templates. */
import { thrown } from '../harness.js';

/** A tag that gives back what it was called with. */
const tag = (strings, ...values) => [strings.raw.join('|'), strings.join('|'), values];

const sameTemplate = () => ((strings) => strings)`once`;

export const cases = [
  {
    name: 'closures: each call has its own variable',
    run() {
      const make = (from) => () => from++;
      const [a, b] = [make(1), make(10)];
      return [a(), a(), b(), a(), b()];
    },
  },
  {
    name: 'closures: a let of a loop is new in each turn, a var is not',
    run() {
      const lets = [];
      const vars = [];
      for (var v = 0, i = 0; i < 3; i++) vars.push(() => v + i);
      for (let j = 0; j < 3; j++) lets.push(() => j);
      return [lets.map((get) => get()), vars.map((get) => get())];
    },
  },
  {
    name: 'closures: a loop variable that its body changes',
    run() {
      const gets = [];
      for (let i = 0; i < 6; i++) {
        gets.push(() => i);
        i++;
      }
      return gets.map((get) => get());
    },
  },
  {
    name: 'closures: variables of three levels, written at each',
    run() {
      let outer = 1;
      const middle = () => {
        let own = outer * 10;
        const inner = () => {
          outer += 1;
          own += 1;
          return [outer, own];
        };
        return [inner(), inner(), own];
      };
      return [middle(), middle(), outer];
    },
  },
  {
    name: 'closures: a named function expression sees itself, and its name is constant',
    run() {
      const f = function own(n) {
        return n === 0 ? 0 : n + own(n - 1);
      };
      const g = function own() {
        own = 1;
      };
      return [f(4), thrown(g)];
    },
  },
  {
    name: 'closures: functions are hoisted, let is not',
    run: () => {
      const value = early();
      function early() {
        return 'early';
      }
      const get = () => late;
      const before = thrown(get);
      const late = 'late';
      return [value, before, get()];
    },
  },
  {
    name: 'functions: defaults see the arguments before them',
    run: () => ((a, b = a + 1, c = a * b) => [a, b, c])(2),
  },
  {
    name: 'functions: undefined takes the default, null does not',
    run: () => ((a = 1, b = 2) => [a, b])(undefined, null),
  },
  { name: 'functions: rest takes what is left', run: () => ((first, ...rest) => [first, rest])(1, 2, 3) },
  { name: 'functions: spread of an array, a string, a set', run: () => [...[1, 2], ...'ab', ...new Set([3, 3, 4])] },
  { name: 'functions: spread arguments', run: () => Math.max(...[3, 9, 4], 5) },
  {
    name: 'functions: arguments is a list of its own in strict code',
    run() {
      function f(a) {
        arguments[0] = 9;
        return [a, arguments.length, arguments[0], Array.from(arguments)];
      }
      return f(1, 2);
    },
  },
  {
    name: 'functions: length and name',
    run() {
      const named = (a, b) => a + b;
      const list = [named, function f(a, b = 1) {}, (...rest) => rest, class A {}, { m(x) {} }.m];
      return list.map((each) => [each.name, each.length]);
    },
  },
  {
    name: 'functions: name of an accessor, a symbol and a computed method',
    run() {
      const symbol = Symbol('s');
      const o = { get g() {}, [symbol]() {}, ['c' + 1]: () => 0 };
      return [Object.getOwnPropertyDescriptor(o, 'g').get.name, o[symbol].name, o.c1.name];
    },
  },
  {
    name: 'functions: call, apply and bind',
    run() {
      function f(...rest) {
        return [this?.x, ...rest];
      }
      return [f.call({ x: 1 }, 2), f.apply({ x: 3 }, [4, 5]), f.bind({ x: 6 }, 7)(8), f.bind(null).length];
    },
  },
  {
    name: 'functions: this is undefined in a plain call, and that of outside in an arrow',
    run() {
      const o = {
        x: 1,
        plain() {
          return (function () {
            return this;
          })();
        },
        arrow() {
          return (() => this.x)();
        },
      };
      return [o.plain(), o.arrow()];
    },
  },
  {
    name: 'functions: new.target',
    run() {
      function F() {
        return { by: new.target === F, none: new.target === undefined };
      }
      return [F(), new F()];
    },
  },
  { name: 'functions: an arrow is no constructor', run: () => thrown(() => new (() => 0)()) },
  {
    name: 'functions: deep recursion within the stack',
    run: () => {
      const sum = (n) => (n === 0 ? 0 : n + sum(n - 1));
      return sum(20);
    },
  },
  {
    name: 'destructuring: arrays with holes, defaults and rest',
    run() {
      const [a, , b = 5, ...rest] = [1, 2, undefined, 4, 5];
      return [a, b, rest];
    },
  },
  {
    name: 'destructuring: objects, renamed, nested, computed, rest',
    run() {
      const key = 'k';
      const { a: x, b: { c = 7 } = {}, [key]: y, ...rest } = { a: 1, k: 2, d: 3, e: 4 };
      return [x, c, y, rest];
    },
  },
  {
    name: 'destructuring: assignment to members, and a swap',
    run() {
      const o = {};
      let [a, b] = [1, 2];
      [a, b] = [b, a];
      ({ p: o.q, r: o['s'] = 9 } = { p: 5 });
      return [a, b, o];
    },
  },
  {
    name: 'destructuring: parameters, and of nothing throws',
    run: () => [
      (({ a }, [b]) => a + b)({ a: 1 }, [2]),
      thrown(() => (({ a }) => a)(undefined)),
      thrown(() => {
        const [x] = {};
        return x;
      }),
    ],
  },
  {
    name: 'destructuring: an iterator is closed when the pattern is full',
    run() {
      const log = [];
      const iterable = {
        [Symbol.iterator]: () => ({
          next: () => ({ value: log.push('next'), done: false }),
          return: () => (log.push('return'), {}),
        }),
      };
      const [a, b] = iterable;
      return [a, b, log];
    },
  },
  { name: 'templates: nested, with line ends', run: () => `a${1 + 1}b${`c${'d'}`}\n` },
  { name: 'templates: a tag sees raw text and values', run: () => tag`x\n${1}y${'z'}` },
  {
    name: 'templates: the strings of one place are one frozen array',
    run: () => [sameTemplate() === sameTemplate(), Object.isFrozen(sameTemplate())],
  },
  { name: 'templates: String.raw', run: () => String.raw`\u0041${1}\n` },
];
