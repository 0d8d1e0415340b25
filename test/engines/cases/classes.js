/** Classes and prototypes. */
import { thrown } from '../harness.js';

class Animal {
  static count = 0;
  static #made = [];
  #secret = 'hush';
  legs = 4;

  constructor(name) {
    this.name = name;
  }

  get secret() {
    return this.#secret;
  }

  set secret(value) {
    this.#secret = value.toUpperCase();
  }

  says() {
    return this.name + ' makes a noise';
  }

  static is(value) {
    return #secret in value;
  }

  #hidden() {
    return this.#secret.length;
  }

  callsHidden() {
    return this.#hidden();
  }
}

class Dog extends Animal {
  legs = this.name.length;

  constructor(name) {
    super(name + '!');
  }

  says() {
    return super.says() + ', woof';
  }

  get secret() {
    return 'dog ' + super.secret;
  }

  static is(value) {
    return [super.is(value), value instanceof Dog];
  }
}

/** Functions and prototypes as they were before classes. */
function Point(x, y) {
  this.x = x;
  this.y = y;
}
Point.prototype.sum = function () {
  return this.x + this.y;
};
Object.defineProperty(Point.prototype, 'double', {
  get() {
    return 2 * this.sum();
  },
});

class List extends Array {
  get last() {
    return this[this.length - 1];
  }
}

class Failure extends Error {
  constructor(message, code) {
    super(message);
    this.name = 'Failure';
    this.code = code;
  }
}

const mixin = (Base) =>
  class extends Base {
    mixed() {
      return 'mixed ' + this.says();
    }
  };

export const cases = [
  {
    name: 'classes: fields, constructor, method',
    run: () => [new Animal('cat').legs, new Animal('cat').name, new Animal('cat').says()],
  },
  {
    name: 'classes: super in constructor, method and field',
    run: () => [new Dog('rex').name, new Dog('rex').legs, new Dog('rex').says()],
  },
  {
    name: 'classes: getter and setter over a private field',
    run() {
      const animal = new Animal('a');
      animal.secret = 'new';
      return [animal.secret, new Animal('b').secret, new Dog('c').secret];
    },
  },
  { name: 'classes: private methods', run: () => [new Animal('a').callsHidden(), new Dog('a').callsHidden()] },
  {
    name: 'classes: #name in, and static super',
    run: () => [Animal.is(new Animal('a')), Animal.is({}), Dog.is(new Dog('a')), Dog.is(new Animal('a'))],
  },
  {
    name: 'classes: a private name of another object throws',
    run: () => thrown(() => Object.getOwnPropertyDescriptor(Animal.prototype, 'secret').get.call({})),
  },
  { name: 'classes: called without new throws', run: () => thrown(() => Animal('x')) },
  {
    name: 'classes: this before super throws',
    run: () =>
      thrown(
        () =>
          new (class extends Animal {
            constructor() {
              this.x = 1;
              super('x');
            }
          })(),
      ),
  },
  {
    name: 'classes: prototypes and constructors',
    run: () => [
      Object.getPrototypeOf(Dog) === Animal,
      Dog.prototype.constructor === Dog,
      new Dog('a') instanceof Animal,
      Object.getPrototypeOf(Dog.prototype) === Animal.prototype,
    ],
  },
  {
    name: 'classes: methods are not enumerable',
    run: () => [Object.keys(Animal.prototype), Object.getOwnPropertyNames(Dog.prototype).sort()],
  },
  {
    name: 'classes: static members, blocks and inheritance of them',
    run() {
      class A {
        static list = ['a'];
        static {
          A.list.push('block');
        }
        static get size() {
          return this.list.length;
        }
      }
      class B extends A {
        static list = ['b'];
      }
      return [A.size, B.size, B.list, Object.hasOwn(B, 'size')];
    },
  },
  {
    name: 'classes: static private state',
    run() {
      class Counter {
        static #n = 0;
        static next() {
          return ++Counter.#n;
        }
      }
      return [Counter.next(), Counter.next()];
    },
  },
  {
    name: 'classes: computed names, accessors, generators as members',
    run() {
      const key = 'k';
      class A {
        [key + 1]() {
          return 1;
        }
        static get ['s' + key]() {
          return 2;
        }
        *[Symbol.iterator]() {
          yield 3;
          yield 4;
        }
        'quoted name'() {
          return 5;
        }
        42() {
          return 6;
        }
      }
      const a = new A();
      return [a.k1(), A.sk, [...a], a['quoted name'](), a[42]()];
    },
  },
  {
    name: 'classes: an expression with a name of its own',
    run: () => {
      const A = class B {
        me() {
          return B;
        }
      };
      return [A.name, new A().me() === A];
    },
  },
  {
    name: 'classes: extends null, extends nothing callable',
    run: () => [Object.getPrototypeOf(class extends null {}.prototype), thrown(() => class extends 5 {})],
  },
  {
    name: 'classes: functions with prototypes',
    run: () => [new Point(1, 2).sum(), new Point(3, 4).double, Object.keys(new Point(1, 2))],
  },
  {
    name: 'classes: extends a function',
    run() {
      class P3 extends Point {
        constructor(z) {
          super(1, 2);
          this.z = z;
        }
        sum() {
          return super.sum() + this.z;
        }
      }
      return [new P3(3).sum(), new P3(3).double];
    },
  },
  {
    name: 'classes: extends Array',
    run: () => {
      const list = List.from([1, 2, 3]);
      return [list.last, list.length, list.map((x) => 2 * x) instanceof List, Array.isArray(list)];
    },
  },
  {
    name: 'classes: extends Error',
    run: () => {
      const error = new Failure('m', 7);
      return [error instanceof Error, String(error), error.code, Object.prototype.toString.call(error)];
    },
  },
  {
    name: 'classes: extends Map',
    run: () => {
      class M extends Map {
        get(key) {
          return super.get(key) ?? 'none';
        }
      }
      const m = new M([[1, 2]]);
      return [m.get(1), m.get(2), m.size];
    },
  },
  { name: 'classes: a mixin', run: () => new (mixin(Dog))('rex').mixed() },
  {
    name: 'classes: toString, valueOf and Symbol.toPrimitive',
    run: () => {
      class A {
        toString() {
          return 'text';
        }
        valueOf() {
          return 7;
        }
      }
      class B {
        [Symbol.toPrimitive](hint) {
          return hint;
        }
      }
      return [`${new A()}`, new A() + 1, `${new B()}`, +new B(), new B() + ''];
    },
  },
  {
    name: 'classes: Symbol.toStringTag and Symbol.hasInstance',
    run: () => {
      class A {
        get [Symbol.toStringTag]() {
          return 'Tag';
        }
      }
      class Even {
        static [Symbol.hasInstance](n) {
          return n % 2 === 0;
        }
      }
      return [Object.prototype.toString.call(new A()), 2 instanceof Even, 3 instanceof Even];
    },
  },
  {
    name: 'classes: Symbol.species',
    run: () => {
      class A extends Array {
        static get [Symbol.species]() {
          return Array;
        }
      }
      return [new A(1, 2).map((x) => x) instanceof A, new A(1, 2) instanceof A];
    },
  },
  {
    name: 'classes: a constructor may return another object',
    run: () => [
      new (class {
        constructor() {
          return { other: 1 };
        }
      })(),
      new (class {
        x = 1;
        constructor() {
          return 5;
        }
      })(),
    ],
  },
  {
    name: 'classes: fields are defined, not assigned',
    run() {
      const log = [];
      class A {
        set x(value) {
          log.push(value);
        }
      }
      class B extends A {
        x = 1;
      }
      return [new B().x, log];
    },
  },
  {
    name: 'classes: an object’s super',
    run() {
      const base = {
        hi: () => 'base',
        get v() {
          return this.w;
        },
      };
      const o = {
        __proto__: base,
        w: 3,
        hi() {
          return super.hi() + '+';
        },
        get v() {
          return super.v + 1;
        },
      };
      return [o.hi(), o.v];
    },
  },
  {
    name: 'prototypes: a method put on later is seen, and shadows',
    run() {
      class A {
        m() {
          return 1;
        }
      }
      const a = new A();
      A.prototype.n = () => 2;
      const seen = [a.m(), a.n()];
      A.prototype.m = () => 3;
      seen.push(a.m());
      a.m = () => 4;
      seen.push(a.m(), new A().m());
      delete a.m;
      return [...seen, a.m()];
    },
  },
  {
    name: 'prototypes: replaced, a cycle refused',
    run() {
      const a = { x: 1 };
      const b = Object.create(a);
      const seen = [b.x];
      Object.setPrototypeOf(b, { x: 2 });
      seen.push(
        b.x,
        thrown(() => Object.setPrototypeOf(a, Object.create(a))),
      );
      return [...seen, Object.getPrototypeOf(Object.create(null))];
    },
  },
];
