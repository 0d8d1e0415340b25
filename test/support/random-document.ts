/** Random documents of a schema: valid by type, with every kind of value at its edges. */

import { normalizeInt64 } from '../../stack/core/int64.js';
import {
  ANY_TYPE,
  type Facets,
  KIND_BOOLEAN,
  KIND_COMPLEX,
  KIND_HEX,
  KIND_STRING,
  KIND_URI,
  NO_TYPE,
  type Schema,
  UNBOUNDED,
} from '../../stack/model/schema.js';

type Random = () => number;
type Fields = Record<string, unknown>;

const TEXTS = ['', 'a', '/edev/1', '/edev/2', 'same', 'é', '電力', '😀', 'tab\tand\nline', 'a 😀 b'];

/** A document of a random element, or of the one that is named. */
export function randomDocument(schema: Schema, random: Random, element?: string): Fields {
  const { elements } = schema.tables;
  const at = element === undefined ? random() % (elements.length / 3) : schema.findElement(element);
  const name = schema.names[elements[3 * at + 1]!]!;
  const type = elements[3 * at + 2]!;
  const value = randomValue(schema, type, random, 0);
  return typeof value === 'object' ? { $element: name, ...value } : { $element: name, value };
}

function randomValue(schema: Schema, declared: number, random: Random, depth: number): unknown {
  if (schema.kindOf(declared) !== KIND_COMPLEX) return randomSimple(schema.facetsOf(declared), random);
  const type = random() % 8 === 0 ? randomSubtype(schema, declared, random) : declared;
  const object: Fields = type === declared ? {} : { $type: schema.typeName(type) };
  const first = schema.firstSlot(type);
  const slots = schema.attributeCount(type) + schema.elementCount(type);
  const likely = depth < 3 ? 2 : 6;
  for (let slot = first; slot < first + slots; slot++) {
    if (schema.slotType(slot) === ANY_TYPE || (schema.slotMin(slot) === 0 && random() % likely !== 0)) continue;
    const max = schema.slotMax(slot);
    const make = (): unknown => randomValue(schema, schema.slotType(slot), random, depth + 1);
    object[schema.slotName(slot)] =
      max === 1 ? make() : Array.from({ length: 1 + (random() % (max === UNBOUNDED ? 3 : max)) }, make);
  }
  return object;
}

function randomSubtype(schema: Schema, declared: number, random: Random): number {
  const found: number[] = [];
  for (let t = 0; t < schema.typeCount; t++) {
    if (schema.typeName(t) !== '' && schema.isSubtype(t, declared) && schema.baseType(declared) !== NO_TYPE)
      found.push(t);
  }
  return found.length === 0 ? declared : found[random() % found.length]!;
}

function randomSimple(facets: Facets, random: Random): unknown {
  switch (facets.kind) {
    case KIND_BOOLEAN:
      return random() % 2 === 0;
    case KIND_STRING:
    case KIND_URI: {
      const text = TEXTS[random() % TEXTS.length]! + (random() % 3 === 0 ? String(random() % 50) : '');
      const points = Array.from(text);
      return points.slice(0, facets.maxLength === 0 ? points.length : facets.maxLength).join('');
    }
    case KIND_HEX: {
      const length = random() % ((facets.maxLength === 0 ? 20 : facets.maxLength) + 1);
      let text = '';
      for (let i = 0; i < length; i++) text += (random() & 0xff).toString(16).toUpperCase().padStart(2, '0');
      return text;
    }
    default: {
      const min = BigInt(facets.min);
      const span = BigInt(facets.max) - min + 1n;
      const choice = random() % 4;
      if (choice === 0) return normalizeInt64(min);
      if (choice === 1) return normalizeInt64(min + span - 1n);
      const wide = (BigInt(random()) << 32n) | BigInt(random());
      return normalizeInt64(min + (choice === 2 ? wide % span : wide % (span < 300n ? span : 300n)));
    }
  }
}
