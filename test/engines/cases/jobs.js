/** Promises, the order of their jobs, async functions. */

/** Gives the log once the jobs that are queued by now, and those that they queue, have run. */
const after = (log, rounds = 12) => {
  let wait = Promise.resolve();
  for (let i = 0; i < rounds; i++) wait = wait.then(() => undefined);
  return wait.then(() => log);
};

/** A promise that was settled when the module ran. */
const settled = Promise.resolve('settled');
const refused = Promise.reject(new RangeError('refused'));
refused.catch(() => undefined);

export const cases = [
  {
    name: 'jobs: run after the code that queued them, in order',
    run() {
      const log = [];
      Promise.resolve().then(() => log.push('a'));
      Promise.resolve().then(() => {
        log.push('b');
        Promise.resolve().then(() => log.push('d'));
      });
      Promise.resolve().then(() => log.push('c'));
      log.push('first');
      return after(log);
    },
  },
  {
    name: 'jobs: chains interleave',
    run() {
      const log = [];
      const chain = (id) => [1, 2, 3].reduce((p, n) => p.then(() => log.push(id + n)), Promise.resolve());
      chain('a');
      chain('b');
      return after(log);
    },
  },
  {
    name: 'jobs: a promise given to resolve takes two turns more',
    run() {
      const log = [];
      new Promise((resolve) => resolve(Promise.resolve('inner'))).then((x) => log.push(x));
      Promise.resolve()
        .then(() => log.push(1))
        .then(() => log.push(2))
        .then(() => log.push(3))
        .then(() => log.push(4));
      return after(log);
    },
  },
  {
    name: 'jobs: await is a turn, async functions begin at once',
    run() {
      const log = [];
      const f = async (id) => {
        log.push(id + ' begins');
        await null;
        log.push(id + ' goes on');
        return id;
      };
      f('a').then((id) => log.push(id + ' done'));
      f('b');
      Promise.resolve().then(() => log.push('job'));
      log.push('sync');
      return after(log);
    },
  },
  {
    name: 'promises: then passes values, errors pass to catch',
    run: () =>
      Promise.resolve(1)
        .then((x) => x + 1)
        .then(() => {
          throw new RangeError('x');
        })
        .then(() => 'not here')
        .catch((error) => error.name)
        .then((name) => [name]),
  },
  {
    name: 'promises: finally leaves the value unless it throws',
    run: () =>
      Promise.all([
        Promise.resolve(1).finally(() => 2),
        Promise.reject(3)
          .finally(() => 4)
          .catch((x) => x),
        Promise.resolve(1)
          .finally(() => {
            throw 5;
          })
          .catch((x) => x),
      ]),
  },
  {
    name: 'promises: all, allSettled, any, race',
    run: () =>
      Promise.all([
        Promise.all([1, Promise.resolve(2)]),
        Promise.allSettled([1, Promise.reject(2)]),
        Promise.any([Promise.reject(1), Promise.resolve(2)]),
        Promise.race([new Promise(() => 0), Promise.resolve('won')]),
        Promise.any([Promise.reject(1)]).catch((e) => [e.name, e.errors]),
      ]),
  },
  {
    name: 'promises: settled once',
    run: () =>
      new Promise((resolve, reject) => {
        resolve(1);
        reject(2);
        resolve(3);
        throw new Error('late');
      }),
  },
  { name: 'promises: of what has a then', run: () => Promise.resolve({ then: (take) => take('from thenable') }) },
  {
    name: 'promises: a then that throws',
    run: () =>
      Promise.resolve({
        get then() {
          throw new TypeError('x');
        },
      }).catch((error) => error.name),
  },
  {
    name: 'promises: itself is refused',
    run: () => {
      let resolve;
      const p = new Promise((f) => (resolve = f));
      resolve(p);
      return p.catch((error) => error.name);
    },
  },
  {
    name: 'promises: that were settled when the module ran',
    run: () => Promise.all([settled, settled.then((x) => x + '!'), refused.catch((error) => error.message)]),
  },
  {
    name: 'async: try, catch, finally, loops',
    run: async () => {
      const log = [];
      for (const x of [1, Promise.resolve(2)]) log.push(await x);
      try {
        await Promise.reject(new RangeError('r'));
      } catch (error) {
        log.push(error.name);
      } finally {
        log.push(await 'f');
      }
      return log;
    },
  },
  {
    name: 'async: a throw refuses',
    run: () =>
      (async () => {
        throw new TypeError('x');
      })().catch((error) => error.name),
  },
  {
    name: 'async: methods, arrows, this',
    run: () => {
      const o = {
        n: 5,
        async m() {
          return await (async () => this.n)();
        },
      };
      return o.m();
    },
  },
  {
    name: 'async: generators and for await',
    run: async () => {
      async function* make() {
        yield 1;
        yield Promise.resolve(2);
        return 3;
      }
      const seen = [];
      for await (const x of make()) seen.push(x);
      for await (const x of [Promise.resolve('a'), 'b']) seen.push(x);
      const it = make();
      seen.push(await it.next(), await it.return('r'), await it.next());
      return seen;
    },
  },
];
