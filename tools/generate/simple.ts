/** What a simple type comes down to: the kind that a codec handles, its length and its range. */

import {
  KIND_BOOLEAN,
  KIND_HEX,
  KIND_SIGNED,
  KIND_SIGNED_LONG,
  KIND_SMALL,
  KIND_STRING,
  KIND_UNSIGNED,
  KIND_UNSIGNED_LONG,
  KIND_URI,
  type Kind,
} from '../../stack/model/schema.js';
import { type SchemaModel, XSD_TYPES } from './notation.js';

export interface Restriction {
  readonly kind: Kind;
  /** 0: no bound. */
  readonly maxLength: number;
  readonly min: string;
  readonly max: string;
  /** The characters that a pattern permits, in order; empty where there is no pattern. */
  readonly characters: string;
}

/** Follows the bases of a simple type down to XML Schema; restrictions nearer to the type win. */
export function restrictionOf(model: SchemaModel, name: string): Restriction {
  let maxLength: number | undefined;
  let min: string | undefined;
  let max: string | undefined;
  let characters: string | undefined;
  let base = name;
  for (let type = model.simple.get(base); type !== undefined; type = model.simple.get(base)) {
    maxLength ??= type.maxLength;
    min ??= type.min;
    max ??= type.max;
    characters ??= type.pattern === undefined ? undefined : charactersOf(type.pattern);
    base = type.base;
  }
  const range = XSD_TYPES.get(base);
  if (range === undefined) {
    const kind = { boolean: KIND_BOOLEAN, string: KIND_STRING, anyURI: KIND_URI, hexBinary: KIND_HEX }[base];
    if (kind === undefined) throw new Error(`${name}: no simple type ${base}`);
    return { kind, maxLength: maxLength ?? 0, min: '0', max: '0', characters: characters ?? '' };
  }
  min ??= range[0];
  max ??= range[1];
  return { kind: integerKind(BigInt(min), BigInt(max), BigInt(range[1])), maxLength: 0, min, max, characters: '' };
}

/** The line of the facet table: `kind name maxLength min max`, and the characters where a pattern restricts them. */
export function describeSimple(model: SchemaModel, name: string): string {
  const { kind, maxLength, min, max, characters } = restrictionOf(model, name);
  return `${kind} ${name} ${maxLength} ${min} ${max}${characters === '' ? '' : ` ${characters}`}`;
}

/**
 * The set of characters of a pattern (EXI 1.0 appendix E), in the order of their code points. Of the syntax of patterns it
 * knows what the editions use: characters, ranges in brackets, groups, alternatives and counts.
 */
function charactersOf(pattern: string): string {
  const found = new Set<string>();
  const source = pattern.replace(/\{[0-9,]*\}/g, '').replace(/[()|]/g, '');
  for (const part of source.match(/\[[^\]]*\]|./g) ?? []) {
    if (!/^(\[[0-9A-Za-z.-]+\]|[0-9A-Za-z])$/.test(part)) throw new Error(`pattern ${pattern}: not known: ${part}`);
    const set = part.startsWith('[') ? part.slice(1, -1) : part;
    for (let i = 0; i < set.length; i++) {
      const last = set[i + 1] === '-' && i + 2 < set.length ? set.charCodeAt(i + 2) : set.charCodeAt(i);
      for (let code = set.charCodeAt(i); code <= last; code++) found.add(String.fromCharCode(code));
      if (set[i + 1] === '-' && i + 2 < set.length) i += 2;
    }
  }
  return [...found].sort().join('');
}

/** How EXI codes the range (EXI 1.0 §7.1.5, §7.1.6, §7.1.9), and whether a value may need more than 32 bits. */
function integerKind(min: bigint, max: bigint, baseMax: bigint): Kind {
  if (max - min < 4096n) return KIND_SMALL;
  const long = baseMax > 0xffffffffn;
  if (min >= 0n) return long ? KIND_UNSIGNED_LONG : KIND_UNSIGNED;
  return long ? KIND_SIGNED_LONG : KIND_SIGNED;
}
