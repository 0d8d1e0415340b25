/** Variables of modules and of their closures, written when the program runs: they go on in RAM. */

const counter = (() => {
  let n = 0;
  return { next: () => ++n, read: () => n };
})();
let state = 'first';
let untouched = 'untouched';
const setState = (value) => {
  state = value;
};
const [setBoth, readBoth] = (() => {
  let a = 1;
  let b = 2;
  const inner = (x) => {
    const innermost = () => {
      b = x;
    };
    a = x;
    innermost();
  };
  return [inner, () => [a, b]];
})();
const destructured = (() => {
  let p = 0;
  let q = 0;
  return (list) => {
    [p, { q }] = list;
    return [p, q];
  };
})();
const looped = (() => {
  let each = 'none';
  return (list) => {
    for (each of list);
    return each;
  };
})();
const lazy = (() => {
  let made;
  return () => (made ??= { made: true });
})();

let made = 0;
class Numbered {
  id = ++made;
  #own = made * 10;
  get own() {
    return this.#own;
  }
}
let pulled = 0;
function* pull() {
  for (;;) yield ++pulled;
}
let awaited = 0;
const wait = async () => {
  await null;
  awaited += 1;
  return awaited;
};
let accessed = 1;
const ACCESSOR = {
  get value() {
    return accessed;
  },
  set value(x) {
    accessed = x;
  },
};
let defaulted = 0;
const withDefault = (x = ++defaulted) => x;
const loops = [];
for (let i = 0; i < 3; i++) loops.push(() => ++i);
const fromParameter = (
  (n, { step }) =>
  () =>
    (n += step)
)(5, { step: 2 });
const throughLevels = (() => {
  let deep = 0;
  return () => () => () => ++deep;
})();
const fromCatch = (() => {
  try {
    throw 7;
  } catch (caught) {
    return () => ++caught;
  }
})();
var hoisted = 1;
function replaced() {
  return 'first';
}
const replace = () => {
  hoisted += 1;
  replaced = () => 'second';
};
let [left, { right }] = [1, { right: 2 }];
const swap = () => {
  [left, right] = [right, left];
};
class Registry {
  static last;
  static {
    let count = 0;
    this.next = () => ++count;
  }
}
const never = () => {
  let shadow = 1;
  shadow += 1;
  return shadow;
};

export const cases = [
  { name: 'state: a closure counts on', run: () => [counter.read(), counter.next(), counter.next(), counter.read()] },
  {
    name: 'state: module variables are written',
    run: () => {
      const before = state;
      setState('second');
      return [before, state, untouched];
    },
  },
  {
    name: 'state: variables written two functions deep',
    run: () => {
      const before = readBoth();
      setBoth(9);
      return [before, readBoth()];
    },
  },
  {
    name: 'state: variables written by destructuring and by a loop',
    run: () => [destructured([1, { q: 2 }]), destructured([3, { q: 4 }]), looped([5, 6])],
  },
  {
    name: 'state: a value made on first use is kept',
    run: () => {
      const made = lazy();
      made.more = 1;
      return [lazy() === made, lazy().more];
    },
  },
  {
    name: 'state: variables that hold objects survive the collector',
    run: () => {
      setState({ list: [1, 2, 3].map((x) => 'item ' + x) });
      const junk = [];
      for (let i = 0; i < 200; i++) junk.push({ i, text: 'junk ' + i });
      return [state.list, junk.length];
    },
  },
  {
    name: 'state: written by a field, with private parts beside',
    run: () => [new Numbered().id, new Numbered().id, new Numbered().own, made],
  },
  {
    name: 'state: written by a generator and by an async function',
    run() {
      const it = pull();
      const values = [it.next().value, it.next().value, pulled];
      return wait()
        .then(wait)
        .then((x) => [values, x, awaited]);
    },
  },
  {
    name: 'state: written by a setter and by a default',
    run() {
      ACCESSOR.value = 5;
      return [ACCESSOR.value, accessed, withDefault(), withDefault(9), withDefault()];
    },
  },
  {
    name: 'state: each turn of a loop has its own, also in the image',
    run: () => [loops.map((next) => next()), loops.map((next) => next()), loops[0]()],
  },
  { name: 'state: parameters that a closure writes', run: () => [fromParameter(), fromParameter()] },
  {
    name: 'state: written through functions that do not use it',
    run: () => [throughLevels()()(), throughLevels()()(), fromCatch(), fromCatch()],
  },
  {
    name: 'state: var, a function by another, patterns',
    run() {
      const before = [hoisted, replaced()];
      replace();
      swap();
      return [before, hoisted, replaced(), left, right];
    },
  },
  {
    name: 'state: of a static block; a name that hides another',
    run: () => [Registry.next(), Registry.next(), never(), Registry.last],
  },
];
