/** Imports, exports and the bindings between them. */
import { count, current, history, increment, recall, remember } from './linked/counter.js';
import * as counter from './linked/counter.js';
import named, { early, isEven, names, odd } from './linked/barrel.js';
import * as barrel from './linked/barrel.js';
import { thrown } from '../harness.js';

const whenLoaded = count;

export const cases = [
  {
    name: 'modules: a let export is live',
    run: () => {
      const before = count;
      return [whenLoaded, increment() - before, count - before];
    },
  },
  {
    name: 'modules: a namespace sees it too',
    run: () => {
      const before = counter.count;
      increment();
      return [counter.count - before, counter.count === count];
    },
  },
  {
    name: 'modules: an export under another name is live',
    run: () => [remember('one'), current, counter.current, recall()],
  },
  {
    name: 'modules: a namespace of a namespace',
    run: () => {
      const before = barrel.counter.count;
      increment();
      return barrel.counter.count - before;
    },
  },
  {
    name: 'modules: imports cannot be assigned',
    run: () =>
      thrown(() => {
        counter.count = 5;
      }),
  },
  { name: 'modules: a namespace’s names, in order', run: () => [Object.keys(counter), Object.keys(barrel)] },
  {
    name: 'modules: a namespace is sealed',
    run: () => [
      thrown(() => {
        counter.more = 1;
      }),
      thrown(() => delete counter.count),
      delete counter.nothing,
      Object.isExtensible(counter),
      Object.getPrototypeOf(counter),
      counter[Symbol.toStringTag],
      'count' in counter,
      counter.absent,
    ],
  },
  {
    name: 'modules: a namespace’s descriptors show the value of now',
    run: () => {
      increment();
      return Object.getOwnPropertyDescriptor(counter, 'count').value === count;
    },
  },
  { name: 'modules: a cycle of functions', run: () => [isEven(10), odd(7), isEven(7), names()] },
  { name: 'modules: a constant read too early in a cycle throws', run: () => early },
  { name: 'modules: default export, and its name', run: () => [named(), named.name, counter.default === named] },
  {
    name: 'modules: one module is one, by whatever name',
    run: () => [barrel.counter === counter, barrel.isEven === isEven],
  },
  {
    name: 'modules: import() gives the same namespace',
    run: () => import('./linked/counter.js').then((module) => [module === counter, module.count === count]),
  },
  {
    name: 'modules: import() of what waits',
    run: () =>
      import('./linked/late.js').then((late) => {
        const before = late.state;
        late.change();
        const [from, to, live] = late.seen();
        return [before, late.state, to - from, live - from];
      }),
  },
  {
    name: 'modules: import() of nothing refuses',
    run: () =>
      import('./linked/' + 'nowhere.js').then(
        () => 'found',
        (error) => error instanceof Error,
      ),
  },
  {
    name: 'modules: import.meta is an object of its own',
    run: () => [typeof import.meta, Object.getPrototypeOf(import.meta)],
  },
  {
    name: 'modules: this is undefined, code is strict',
    run: () => [
      (() => this)(),
      thrown(() => {
        Object.freeze([]).length = 1;
      }),
    ],
  },
  { name: 'modules: data of another module', run: () => [history.length, counter.history === history] },
];
