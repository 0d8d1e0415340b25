/** Questions that tests ask of a schema, answered slowly and plainly. */

import { SCHEMA_2018 } from '../../stack/model/2018/schema-2018.js';

/** The event code of a global element of IEEE 2030.5-2018. */
export function rootCode(element: string): number {
  const code = SCHEMA_2018.findElement(element);
  if (code < 0) throw new RangeError('element: expected one of the edition, got ' + element);
  return code;
}

/** The place of a name in the local-name partition of the schema's namespace. */
export function localName(name: string): number {
  const code = SCHEMA_2018.names.indexOf(name);
  if (code < 0) throw new RangeError('name: expected one of the edition, got ' + name);
  return code;
}
