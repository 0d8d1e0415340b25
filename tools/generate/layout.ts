/**
 * Lays a schema out as the packed tables of stack/model/schema.ts.
 *
 * Everything that fixes an EXI event code is computed from the whole schema, also where only some of its types are kept:
 * the number of global elements, the order of the names, the productions of each state.
 */

import {
  ANY_TYPE,
  ELEMENTS_MASK,
  NAME_MASK,
  NO_TYPE,
  type SchemaTables,
  UNBOUNDED,
  WILDCARD_BIT,
} from '../../stack/model/schema.js';
import { describeSimple } from './simple.js';
import { type ComplexType, type Field, type SchemaModel, simpleBase, XSD_TYPES } from './notation.js';

/** Orders names as EXI's string tables do: by code point, which for these names is by code unit. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A slot before packing: a field or attribute with what it inherits resolved. */
export interface FlatSlot {
  readonly name: string;
  readonly type: string;
  readonly attribute: boolean;
  readonly min: number;
  readonly max: number;
}

/** The slots of a type, bases first: attributes by name, then elements in schema order. */
export function flatten(model: SchemaModel, type: ComplexType): FlatSlot[] {
  const chain: ComplexType[] = [];
  for (let t: ComplexType | undefined = type; t !== undefined;) {
    chain.unshift(t);
    t = t.base === undefined ? undefined : model.complex.get(t.base);
  }
  const attributes = chain
    .flatMap((t) => t.attributes)
    .map((a) => {
      return { name: a.name, type: a.type, attribute: true, min: a.optional ? 0 : 1, max: 1 };
    });
  attributes.sort((a, b) => compareNames(a.name, b.name));
  const elements = chain
    .flatMap((t) => t.fields)
    .map((f: Field) => {
      return { name: f.name, type: f.type, attribute: false, min: f.min, max: f.max ?? UNBOUNDED };
    });
  return [...attributes, ...elements];
}

/** Number of first-level productions of the state before each slot, a declared AT(*) not counted (EXI 1.0 §8.5.4.1). */
export function countProductions(slots: readonly FlatSlot[]): number[] {
  return slots.map((_, from) => {
    let count = 0;
    let wildcard = 0;
    for (let i = from; i < slots.length; i++) {
      if (slots[i]!.type === '*') wildcard = 1;
      else count++;
      if (slots[i]!.min > 0) return count + wildcard;
    }
    return count + wildcard + 1;
  });
}

/** Types that are reached from `roots` through fields and bases; the roots are element or type names. */
export function reachableTypes(model: SchemaModel, roots: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const queue = roots.map((root) => {
    const type = model.elements.get(root) ?? root;
    if (!model.complex.has(type)) throw new RangeError(`roots: expected an element of ${model.edition}, got ${root}`);
    return type;
  });
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name) || name === '*') continue;
    reached.add(name);
    const complex = model.complex.get(name);
    if (complex?.base !== undefined) queue.push(complex.base);
    for (const slot of complex === undefined ? [] : flatten(model, complex)) queue.push(slot.type);
    const simple = model.simple.get(name);
    if (simple !== undefined && model.simple.has(simple.base)) queue.push(simple.base);
  }
  return reached;
}

/** Packs a schema; with `roots`, only what those elements reach. */
export function layOut(model: SchemaModel, roots?: readonly string[]): SchemaTables {
  const everyType = [...model.complex.keys(), ...model.simple.keys()].filter((name) => !name.startsWith('#'));
  const fieldNames = [...model.complex.values()].flatMap((t) => t.fields.filter((f) => !f.wildcard).map((f) => f.name));
  const qualified = [...new Set([...everyType, ...fieldNames, ...model.elements.keys()])].sort(compareNames);
  const unqualified = [...new Set([...model.complex.values()].flatMap((t) => t.attributes.map((a) => a.name)))].sort(
    compareNames,
  );

  const kept =
    roots === undefined ? new Set([...model.complex.keys(), ...model.simple.keys()]) : reachableTypes(model, roots);
  const complex = [...model.complex.values()].filter((t) => kept.has(t.name));
  const flat = new Map(complex.map((t) => [t.name, flatten(model, t)] as const));
  const allSlots = [...flat.values()].flat();
  const builtIns = [...XSD_TYPES.keys()].filter((name) => allSlots.some((s) => s.type === name)).sort(compareNames);
  const typeNames = [
    ...[...kept].filter((n) => !n.startsWith('#') && !XSD_TYPES.has(n)).sort(compareNames),
    ...[...kept].filter((n) => n.startsWith('#')).sort(compareNames),
    ...builtIns,
  ];
  const typeIds = new Map(typeNames.map((name, i) => [name, i] as const));

  const elements = [...model.elements.keys()].sort(compareNames);
  const keptElements = elements.filter((e) => kept.has(model.elements.get(e)!));
  const used = new Set([...typeNames, ...allSlots.map((s) => s.name), ...keptElements]);
  const all = [
    ...qualified.map((name) => ({ name, attribute: false })),
    ...unqualified.map((name) => ({ name, attribute: true })),
  ];
  const keptNames = all
    .map((entry, code) => ({ ...entry, code: entry.attribute ? code - qualified.length : code }))
    .filter((n) => roots === undefined || n.attribute || used.has(n.name));
  const nameId = (name: string, attribute: boolean): number =>
    keptNames.findIndex((n) => n.name === name && n.attribute === attribute);

  const facets: string[] = ['0 complex 0 0 0'];
  const types: number[] = [];
  const slots: number[] = [];
  const productions: number[] = [];
  const occurs: number[] = [];
  const occursIndex = (min: number, max: number): number => {
    for (let i = 0; i < occurs.length; i += 2) if (occurs[i] === min && occurs[i + 1] === max) return i / 2;
    occurs.push(min, max);
    return occurs.length / 2 - 1;
  };
  for (const name of typeNames) {
    const type = model.complex.get(name);
    const base = type === undefined ? model.simple.get(name)?.base : type.base;
    const own = flat.get(name) ?? [];
    const attributes = own.filter((s) => s.attribute).length;
    let facet = 0;
    const simple = type === undefined ? name : simpleBase(model, type);
    if (simple !== undefined) {
      const text = describeSimple(model, simple);
      facet = facets.indexOf(text);
      if (facet < 0) facet = facets.push(text) - 1;
    }
    const named = !name.startsWith('#') && !builtIns.includes(name);
    types.push(named ? nameId(name, false) : NO_TYPE, typeIds.get(base ?? '') ?? NO_TYPE, slots.length / 2);
    types.push(
      fit('facets', facet, 64) * 1024 +
        fit('attributes', attributes, 8) * 128 +
        (isOpen(model, type) || own.some((s) => s.type === '*') ? WILDCARD_BIT : 0) +
        fit('elements', own.length - attributes, ELEMENTS_MASK + 1),
    );
    productions.push(...countProductions(own));
    for (const slot of own) {
      const id = slot.type === '*' ? NAME_MASK : nameId(slot.name, slot.attribute);
      slots.push(fit('occurrences', occursIndex(slot.min, slot.max), 32) * 2048 + fit('names', id, 2048));
      slots.push(slot.type === '*' ? ANY_TYPE : typeIds.get(slot.type)!);
    }
  }
  return {
    edition: model.edition,
    schemaId: model.schemaId,
    namespace: model.namespace,
    names: keptNames.map((n) => n.name),
    qualified: keptNames.filter((n) => !n.attribute).length,
    nameCodes: roots === undefined ? [] : keptNames.map((n) => n.code),
    allQualified: qualified.length,
    allElements: elements.length,
    elements: keptElements.flatMap((e) => [
      elements.indexOf(e),
      nameId(e, false),
      typeIds.get(model.elements.get(e)!)!,
    ]),
    dropped: elements
      .filter((e) => !keptElements.includes(e))
      .map((e) => e + ' ')
      .join(''),
    types,
    slots,
    productions: productions.map((n) => fit('productions', n, 256)),
    occurs,
    facets,
    openTypes: complex
      .filter((t) => isOpen(model, t))
      .map((t) => typeIds.get(t.name)!)
      .sort((a, b) => a - b),
  };
}

function isOpen(model: SchemaModel, type: ComplexType | undefined): boolean {
  for (let t = type; t !== undefined; t = model.complex.get(t.base ?? '')) {
    if (t.anyAttribute) return true;
  }
  return false;
}

function fit(what: string, value: number, below: number): number {
  if (value < 0 || value >= below) throw new RangeError(`${what}: expected 0 to ${below - 1}, got ${value}`);
  return value;
}
