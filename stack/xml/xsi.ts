/** `xsi:type` and `xsi:nil` of the tag that was read last (XML Schema Part 1 §2.6). */

import { NO_TYPE, type Schema } from '../model/schema.js';
import { SEP_NAMESPACE, XSI_NAMESPACE } from './namespaces.js';
import { type XmlScanner } from './scanner.js';
import { isAt } from './source.js';
import { ATTRIBUTE_STRIDE, DECLARATION } from './tags.js';

/**
 * The type that `xsi:type` names; the declared one without it, and where it names none of this edition, as in EXI.
 *
 * PeerError where the type does not derive from the declared one, was left out of this build, or has a prefix that is not
 * declared.
 */
export function actualType(schema: Schema, scanner: XmlScanner, declared: number): number {
  const k = findXsi(scanner, 'type');
  if (k < 0) return declared;
  const at = scanner.attributes[k + 3]!;
  const value = valueOf(scanner, k);
  const shown = '"' + value.slice(0, 60) + '"';
  const colon = value.indexOf(':');
  const local = value.slice(colon + 1);
  const namespace = scanner.namespaceOfText(colon < 0 ? '' : value.slice(0, colon));
  if (namespace === undefined) throw scanner.fail('prefix', 'xsi:type ' + shown + ' has an undeclared prefix', at);
  const type = namespace === SEP_NAMESPACE ? schema.typeNamed(local) : NO_TYPE;
  if (type === NO_TYPE) {
    if (namespace !== SEP_NAMESPACE || !schema.isDropped(local)) return declared;
    throw scanner.refuse('dropped', 'xsi:type ' + shown + ' was left out of this build', at);
  }
  if (!schema.isSubtype(type, declared)) {
    const detail = 'xsi:type ' + shown + ' does not derive from ' + schema.typeName(declared);
    throw scanner.fail('type', detail, at);
  }
  return type;
}

/** Whether `xsi:nil` says that there is no value. */
export function isNil(scanner: XmlScanner): boolean {
  const k = findXsi(scanner, 'nil');
  if (k < 0) return false;
  const value = valueOf(scanner, k);
  return value === 'true' || value === '1';
}

/** Where an attribute of the namespace of `xsi` is among those of the tag, or -1. */
function findXsi(scanner: XmlScanner, name: string): number {
  const attributes = scanner.attributes;
  for (let k = 0; k < scanner.attributeCount * ATTRIBUTE_STRIDE; k += ATTRIBUTE_STRIDE) {
    const colon = attributes[k + 1]!;
    if (colon < 0 || (attributes[k + 5]! & DECLARATION) !== 0) continue;
    if (!isAt(scanner.octets, colon + 1, attributes[k + 2]!, name)) continue;
    if (scanner.attributeNamespace(k) === XSI_NAMESPACE) return k;
  }
  return -1;
}

function valueOf(scanner: XmlScanner, k: number): string {
  const cooked = scanner.cookedValue(k);
  return (cooked ?? scanner.span(scanner.attributes[k + 3]!, scanner.attributes[k + 4]!)).trim();
}
