/**
 * Writes to the built-ins, which lie in flash for all code, the program’s own included. From flash, what is
 * frozen throws and what is not goes on in RAM; each case says which. The expectations are those of tools/rom/freeze.c.
 */
import { thrown } from '../harness.js';

/** The refusal, as a case's result. */
const REFUSED = "'TypeError'";
const builtIn = (result) => ({ result, why: 'the built-ins lie in flash and are frozen' });

export const cases = [
  {
    name: 'built-ins: a method is replaced',
    run: () => {
      const kept = Map.prototype.forEach;
      return [
        thrown(() => typeof (Map.prototype['for' + 'Each'] = () => 1)),
        thrown(() => typeof (Map.prototype['for' + 'Each'] = kept)),
      ];
    },
    rom: builtIn(`[${REFUSED}, ${REFUSED}]`),
  },
  {
    name: 'built-ins: one is deleted from the global object',
    run: () => {
      globalThis.mine = 5;
      return [globalThis.mine, typeof mine, delete globalThis.mine, 'mine' in globalThis];
    },
  },
  {
    name: 'built-ins: names of theirs on objects of the program',
    run: () => {
      const o = {};
      o.toString = () => 'own';
      o.valueOf = () => 7;
      const f = () => 0;
      return [
        String(o),
        +o,
        thrown(() => {
          const e = new TypeError('x');
          e.name = 'Mine';
          e.message = 'changed';
          return String(e);
        }),
        f.toString === Function.prototype.toString,
      ];
    },
  },
  {
    name: 'built-ins: a computed name that Object.prototype has',
    run: () => {
      const o = {};
      const name = 'to' + 'String';
      return thrown(() => {
        o[name] = 1;
        return o.toString;
      });
    },
  },
  {
    name: 'built-ins: a namespace and a function get a property',
    run: () => [
      thrown(() => (Math.mine = 1)),
      thrown(() => (Array.of.mine = 1)),
      thrown(() => (globalThis.Math.PI = 3)),
    ],
    rom: builtIn(`[${REFUSED}, ${REFUSED}, ${REFUSED}]`),
  },
  {
    name: 'built-ins: one is replaced on the global object',
    run: () => {
      const kept = globalThis.Boolean;
      const seen = [thrown(() => (globalThis.Boolean = 'mine')), typeof Boolean];
      thrown(() => (globalThis.Boolean = kept));
      return [...seen, Boolean(1)];
    },
    rom: builtIn(`[${REFUSED}, 'function', true]`),
  },
];
