/** The schema tables of one app: the elements that it reads or writes, and what they need. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { emitTables, measureTables } from '../generate/emit-tables.js';
import { layOut } from '../generate/layout.js';
import { readNotation } from '../generate/notation.js';
import { ModuleError } from './modules.js';

/** Edition that boards speak: folder of `stack/model`, and part of its tables' name. */
const EDITION = '2018';

/** Tables as source, and what stands in them. */
export interface PrunedTables {
  /** Module in `dist/` that they replace, absolute. */
  readonly file: string;
  readonly source: string;
  readonly types: number;
  /** Octets of text and of numbers in the tables. */
  readonly octets: number;
}

/**
 * @param elements global elements by name, at least one
 * @throws ModuleError for a name that the schema does not have
 */
export function pruneTables(root: string, elements: readonly string[]): PrunedTables {
  const model = readNotation(readFileSync(join(root, `stack/model/${EDITION}/schema.sep2`), 'utf8'));
  const unknown = elements.filter((name) => !model.elements.has(name));
  if (unknown.length > 0) throw new ModuleError(`sep2.elements: the schema of ${EDITION} has no ${unknown.join(', ')}`);
  const tables = layOut(model, elements);
  return {
    file: join(root, `dist/stack/model/${EDITION}/tables.gen.js`),
    source: emitTables(tables, `TABLES_${EDITION}`, '..'),
    types: tables.types.length / 4,
    octets: measureTables(tables).total,
  };
}
