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
];
