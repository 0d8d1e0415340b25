/**
 * Whether a document that a peer sent has every field that its type requires. Non-strict EXI and XML readers leave that
 * open, and a server must not store half a resource (S-ALL-55: incomplete DERSettings are refused).
 */

import { ANY_TYPE, KIND_COMPLEX, NO_TYPE, type Schema } from '../model/schema.js';

/** The path of the first required field that is absent, such as `DERSettings/setMaxW/value`; `undefined` where none is. */
export function findMissingField(schema: Schema, document: object): string | undefined {
  const { $element, $type } = document as { $element: string; $type?: string };
  const declared = schema.elementType($element);
  if (declared === NO_TYPE) return $element;
  return findIn(schema, document, actualType(schema, declared, $type), $element);
}

function findIn(schema: Schema, value: object, type: number, path: string): string | undefined {
  const first = schema.firstSlot(type);
  const end = first + schema.attributeCount(type) + schema.elementCount(type);
  for (let slot = first; slot < end; slot++) {
    const declared = schema.slotType(slot);
    if (declared === ANY_TYPE) continue;
    const name = schema.slotName(slot);
    const field = (value as Record<string, unknown>)[name];
    if (field === undefined) {
      if (schema.slotMin(slot) > 0) return path + '/' + name;
      continue;
    }
    const missing = Array.isArray(field)
      ? findInItems(schema, field as unknown[], declared, path + '/' + name)
      : findInField(schema, field, declared, path + '/' + name);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function findInItems(schema: Schema, items: readonly unknown[], declared: number, path: string): string | undefined {
  for (let i = 0; i < items.length; i++) {
    const missing = findInField(schema, items[i], declared, path + '[' + i + ']');
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function findInField(schema: Schema, field: unknown, declared: number, path: string): string | undefined {
  if (typeof field !== 'object' || field === undefined) return undefined;
  const type = actualType(schema, declared, (field as { $type?: string }).$type);
  return schema.kindOf(type) === KIND_COMPLEX ? findIn(schema, field!, type, path) : undefined;
}

function actualType(schema: Schema, declared: number, named: string | undefined): number {
  if (named === undefined) return declared;
  const type = schema.typeNamed(named);
  return type === NO_TYPE ? declared : type;
}
