/**
 * Resources as JSON without loss.
 *
 * The form is the object that the codecs work on: `$element` names the global element, `$type` the actual type where it
 * differs from the declared one, fields and attributes stand under their schema names. An integer outside ±(2^53 − 1),
 * which a JSON number cannot hold exactly, is a string of its decimal digits; when reading, any integer may be one.
 */

import { type Sep2Resource } from '../../stack/codec.js';
import { parseInt64 } from '../../stack/core/int64.js';
import { KIND_COMPLEX, KIND_SMALL, NO_TYPE, type Schema } from '../../stack/model/schema.js';

/** JSON of a resource, indented by two spaces. */
export function resourceToJson(resource: Sep2Resource): string {
  return JSON.stringify(resource, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2);
}

/** The resource that a JSON text stands for. Error where the text is no JSON, or a number lost digits in it. */
export function resourceFromJson(schema: Schema, text: string): Sep2Resource {
  const value = JSON.parse(text) as unknown;
  if (!isObject(value) || typeof value['$element'] !== 'string') {
    throw new TypeError('JSON: expected an object with $element, the name of a global element');
  }
  const declared = schema.elementType(value['$element']);
  return restore(schema, declared, value, value['$element']) as Sep2Resource;
}

/** Turns decimal strings into integers where the schema has integers; what does not fit is left for the codec to refuse. */
function restore(schema: Schema, declared: number, value: unknown, path: string): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`${path}: expected an integer past 2^53 as a string of its digits, got the number ${value}`);
  }
  if (declared === NO_TYPE) return value;
  const isComplex = schema.kindOf(declared) === KIND_COMPLEX;
  if (!isObject(value)) {
    if (isComplex || typeof value !== 'string' || schema.kindOf(declared) < KIND_SMALL) return value;
    return parseInt64(value) ?? value;
  }
  const named = typeof value['$type'] === 'string' ? schema.typeNamed(value['$type']) : NO_TYPE;
  const type = named === NO_TYPE ? declared : named;
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const slot = isComplex ? fieldSlot(schema, type, name) : -1;
    const fieldType = slot >= 0 ? schema.slotType(slot) : name === 'value' && !isComplex ? type : NO_TYPE;
    fields[name] = Array.isArray(field)
      ? field.map((item, i) => restore(schema, fieldType, item, `${path}/${name}[${i}]`))
      : restore(schema, fieldType, field, `${path}/${name}`);
  }
  return fields;
}

function fieldSlot(schema: Schema, type: number, name: string): number {
  const attribute = schema.findAttribute(type, name);
  return attribute >= 0 ? attribute : schema.findField(type, name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
