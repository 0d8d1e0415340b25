/**
 * Reads the project's notation of a schema: one fact a line, `#` starts a comment.
 *
 *     edition IEEE 2030.5-2018          schemaId S1          namespace urn:…
 *     simple UInt40 = unsignedLong max 281474976710655       (also min, maxLength, pattern)
 *     simple-content PowerSourceType = UInt8         (` @*` after it: any attribute)
 *     type EndDevice : AbstractDevice   an extension; `: Base` is left out where there is none
 *       @pollRate? UInt32 = 900         an attribute, `?` where optional, `=` its default; `@*` any attribute
 *       changedTime TimeType            an element; after the name `?` `*` `+` `{1,10}` say how often
 *       any*                            a wildcard for other namespaces; `any(target)+` for the schema's own
 *     element *                         a global element for every type; or `element Name = Type`
 */

export interface SimpleType {
  readonly name: string;
  /** Another simple type, or one of XML Schema by its local name (`unsignedByte`). */
  readonly base: string;
  readonly maxLength?: number;
  readonly min?: string;
  readonly max?: string;
  readonly pattern?: string;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly min: number;
  /** `undefined`: no bound. */
  readonly max: number | undefined;
  readonly wildcard: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly defaultValue?: string;
}

export interface ComplexType {
  readonly name: string;
  readonly base: string | undefined;
  /** The base is a simple type and the type has no fields. */
  readonly simpleContent: boolean;
  readonly attributes: Attribute[];
  readonly fields: Field[];
  anyAttribute: boolean;
}

export interface SchemaModel {
  edition: string;
  schemaId: string;
  namespace: string;
  readonly simple: Map<string, SimpleType>;
  readonly complex: Map<string, ComplexType>;
  /** Type name by global element name. */
  readonly elements: Map<string, string>;
}

const FIELD = /^(@?)([A-Za-z_][\w.-]*)(\(target\))?(\?|\*|\+|\{(\d+),(\d+)\})?(?: (\S+))?(?: = (\S+))?$/;

/** Reads a notation; an Error names the line that it cannot read. */
export function readNotation(text: string): SchemaModel {
  const model: SchemaModel = {
    edition: '',
    schemaId: '',
    namespace: '',
    simple: new Map(),
    complex: new Map(),
    elements: new Map(),
  };
  let open: ComplexType | undefined;
  text.split('\n').forEach((raw, index) => {
    const line = raw.startsWith('#') ? '' : raw.trim();
    if (line === '') return;
    const fail = (why: string): never => {
      throw new Error(`line ${index + 1}: ${why}: ${line}`);
    };
    if (raw.startsWith(' ')) {
      if (open === undefined) fail('a field outside a type');
      else readField(open, line, fail);
      return;
    }
    open = readStatement(model, line, fail);
  });
  checkReferences(model);
  return model;
}

function readStatement(model: SchemaModel, line: string, fail: (why: string) => never): ComplexType | undefined {
  const [word, ...rest] = line.split(' ');
  const value = rest.join(' ');
  const [name = '', sign, target] = rest;
  switch (word) {
    case 'edition':
    case 'schemaId':
    case 'namespace':
      model[word] = value;
      return undefined;
    case 'simple':
      model.simple.set(name, readSimple(name, rest.slice(2), fail));
      return undefined;
    case 'simple-content':
    case 'type': {
      const simpleContent = word === 'simple-content';
      if (model.complex.has(name)) fail('a type twice');
      if (sign !== undefined && sign !== (simpleContent ? '=' : ':')) fail('not a base');
      const anyAttribute = rest[3] === '@*';
      const type = { name, base: target, simpleContent, attributes: [], fields: [], anyAttribute };
      model.complex.set(name, type);
      return simpleContent ? undefined : type;
    }
    case 'element':
      if (name === '*') for (const type of model.complex.keys()) model.elements.set(type, type);
      else model.elements.set(name, target ?? name);
      return undefined;
    default:
      return fail('not a statement');
  }
}

function readSimple(name: string, words: readonly string[], fail: (why: string) => never): SimpleType {
  const facets: { maxLength?: number; min?: string; max?: string; pattern?: string } = {};
  for (let i = 1; i < words.length; i += 2) {
    const value = words[i + 1] ?? fail('a restriction without a value');
    if (words[i] === 'maxLength') facets.maxLength = Number(value);
    else if (words[i] === 'min') facets.min = value;
    else if (words[i] === 'max') facets.max = value;
    else if (words[i] === 'pattern') facets.pattern = value;
    else fail('not a restriction');
  }
  return { name, base: words[0] ?? fail('no base'), ...facets };
}

function readField(type: ComplexType, line: string, fail: (why: string) => never): void {
  if (line === '@*') {
    type.anyAttribute = true;
    return;
  }
  const match = FIELD.exec(line) ?? fail('not a field');
  const [, at, name = '', , times, low, high, fieldType, defaultValue] = match;
  const wildcard = name === 'any' && fieldType === undefined;
  if (fieldType === undefined && !wildcard) fail('a field without a type');
  if (at === '@') {
    const optional = times === '?';
    type.attributes.push({ name, type: fieldType!, optional, ...(defaultValue !== undefined ? { defaultValue } : {}) });
    return;
  }
  let min = 1;
  let max: number | undefined = 1;
  if (times === '?' || times === '*') min = 0;
  if (times === '*' || times === '+') max = undefined;
  if (low !== undefined) [min, max] = [Number(low), Number(high)];
  type.fields.push({ name: wildcard ? '*' : name, type: fieldType ?? '*', min, max, wildcard });
}

function checkReferences(model: SchemaModel): void {
  const known = (name: string): boolean => model.simple.has(name) || model.complex.has(name) || XSD_TYPES.has(name);
  for (const type of model.complex.values()) {
    if (type.base !== undefined && !known(type.base)) throw new Error(`${type.name}: no type ${type.base}`);
    for (const field of [...type.fields, ...type.attributes]) {
      if (field.type !== '*' && !known(field.type))
        throw new Error(`${type.name}.${field.name}: no type ${field.type}`);
    }
  }
  for (const [element, type] of model.elements) {
    if (!model.complex.has(type)) throw new Error(`element ${element}: no type ${type}`);
  }
}

/** The simple type on which a type of simple content rests, whether said so or by its base; `undefined` for other types. */
export function simpleBase(model: SchemaModel, type: ComplexType): string | undefined {
  for (let t: ComplexType | undefined = type; t?.base !== undefined; t = model.complex.get(t.base)) {
    if (!model.complex.has(t.base)) return t.base;
  }
  return undefined;
}

/** The types of XML Schema that an edition may use, with the range of the integers. */
export const XSD_TYPES: ReadonlyMap<string, readonly [min: string, max: string] | undefined> = new Map([
  ['boolean', undefined],
  ['string', undefined],
  ['anyURI', undefined],
  ['hexBinary', undefined],
  ['byte', ['-128', '127']],
  ['short', ['-32768', '32767']],
  ['int', ['-2147483648', '2147483647']],
  ['long', ['-9223372036854775808', '9223372036854775807']],
  ['unsignedByte', ['0', '255']],
  ['unsignedShort', ['0', '65535']],
  ['unsignedInt', ['0', '4294967295']],
  ['unsignedLong', ['0', '18446744073709551615']],
]);
