/**
 * Writes to variables, functions, classes and their instances that a module made while it ran. From flash, what is
 * frozen throws and what is not goes on in RAM; each case says which. The expectations are those of tools/rom/freeze.c.
 */
import { thrown } from '../harness.js';

/** The refusal, as a case's result. */
const REFUSED = "'TypeError'";
const plain = (result) => ({ result, why: 'plain data of a module is frozen in flash' });
const functions = (result) => ({ result, why: 'functions lie in flash and are frozen' });
const BARE = Object.create(null);
class Returned {
  constructor(o) {
    return o;
  }
}
function* GENERATOR() {
  yield 1;
}
function plainFunction() {
  return 'called';
}
plainFunction.calls = 0;
class Counter {
  static made = 0;
  static #hidden = 0;
  #count = 0;
  step = 1;

  next() {
    this.#count += this.step;
    return this.#count;
  }
  static hide() {
    return ++Counter.#hidden;
  }
  label() {
    return 'label';
  }
}
const COUNTER = new Counter();
const COUNTERS = [new Counter(), new Counter()];
class Plain {
  constructor(x) {
    this.x = x;
    this.list = [x];
  }
  grow() {
    this.list = [...this.list, this.x++];
    return this.list;
  }
}
const PLAIN = new Plain(1);
class Shown {
  text() {
    return 'prototype';
  }
}
const SHOWN = new Shown();
class Named {
  describe() {
    return 'described';
  }
}
let variable = 1;
let object = { a: 1 };
const bump = () => (variable += 1);
const replace = (value) => (object = value);

export const cases = [
  { name: 'variables: assigned', run: () => [bump(), bump(), variable] },
  {
    name: 'variables: hold another object, that can be written',
    run: () => {
      replace({ a: 2 });
      object.a++;
      object.z = 1;
      return object;
    },
  },
  {
    name: 'functions: a property is changed',
    run: () => [thrown(() => ++plainFunction.calls), thrown(() => (plainFunction.more = 1)), plainFunction.calls],
    preloaded: functions(`[${REFUSED}, ${REFUSED}, 0]`),
  },
  {
    name: 'functions: prototype is changed and given',
    run: () => [thrown(() => (plainFunction.prototype.m = 1)), thrown(() => typeof (plainFunction.prototype = {}))],
    preloaded: functions(`[${REFUSED}, ${REFUSED}]`),
  },
  {
    name: 'classes: a static member is changed',
    run: () => thrown(() => ++Counter.made),
    preloaded: functions(REFUSED),
  },
  {
    name: 'classes: a private static member is changed',
    run: () => thrown(() => Counter.hide()),
    preloaded: functions(REFUSED),
  },
  {
    name: 'classes: a method is put on the prototype',
    run: () => thrown(() => typeof (Shown.prototype.more = () => 1)),
    preloaded: { result: REFUSED, why: 'a prototype is frozen unless the program assigns a name that it has' },
  },
  {
    name: 'classes: a method is replaced',
    run: () => {
      const before = COUNTER.label();
      Counter.prototype.label = () => 'replaced';
      return [before, COUNTER.label(), new Counter().label()];
    },
  },
  {
    name: 'classes: an instance shadows a method that is assigned somewhere',
    run: () => {
      const counter = new Counter();
      counter.label = () => 'own';
      return counter.label();
    },
  },
  {
    name: 'classes: an instance shadows a method by a computed name',
    run: () => {
      const name = 'describe';
      const named = new Named();
      return thrown(() => {
        named[name] = () => 'own';
        return named.describe();
      });
    },
    preloaded: { result: REFUSED, why: 'the builder sees names that are assigned, not those that are computed' },
  },
  {
    name: 'classes: an instance goes on in RAM',
    run: () => [
      COUNTER.next(),
      COUNTER.next(),
      (COUNTER.step = 5),
      COUNTER.next(),
      (COUNTER.more = 'more'),
      COUNTER.more,
      delete COUNTER.more,
      Object.keys(COUNTER),
    ],
  },
  {
    name: 'classes: instances in a list are each their own',
    run: () => [COUNTERS[0].next(), COUNTERS[0].next(), COUNTERS[1].next(), COUNTERS.length],
  },
  {
    name: 'classes: an instance without private parts',
    run: () => [PLAIN.grow(), PLAIN.grow(), PLAIN.x, SHOWN.text(), (SHOWN.own = 1)],
  },
  { name: 'classes: an instance’s list in flash', run: () => thrown(() => new Plain(1).list.push(2)) },
  {
    name: 'classes: an instance is frozen',
    run: () => {
      Object.freeze(SHOWN);
      return [thrown(() => (SHOWN.late = 1)), Object.isFrozen(SHOWN)];
    },
  },
  {
    name: 'classes: a private part is put on an object of the image',
    run: () => {
      class Stamp extends Returned {
        #mark = 1;
        static has(o) {
          return #mark in o;
        }
      }
      return [thrown(() => typeof new Stamp(BARE)), Stamp.has(BARE)];
    },
    preloaded: plain(`[${REFUSED}, false]`),
  },
  {
    name: 'generators: their functions’ prototypes',
    run: () => [thrown(() => (GENERATOR.prototype.m = 1)), [...GENERATOR()]],
    preloaded: functions(`[${REFUSED}, [1]]`),
  },
];
