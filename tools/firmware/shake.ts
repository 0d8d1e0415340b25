/**
 * What one module of an image tells the others, and what is taken out of it: exports that nobody imports lose their `export`, and an
 * imported constant is written where it is imported. In flash a variable costs 16 octets, and 16 more in each function that
 * names it.
 */

import type TypeScriptModule from 'typescript';
import type {
  ExportDeclaration,
  Expression,
  ImportDeclaration,
  Node,
  SourceFile,
  Statement,
  VariableStatement,
} from 'typescript';

type TypeScript = typeof TypeScriptModule;

/** Longest text that is written at each place that names it: a reference costs more. */
const MAX_TEXT = 12;

/** What a module offers and what it wants. */
export interface ModuleFace {
  /** Exported constants that are plain values, as source text. */
  readonly constants: ReadonlyMap<string, string>;
  /** Names by the module that they are imported from; `*` for all of them, none for an import for its effect. */
  readonly wanted: ReadonlyMap<string, ReadonlySet<string>>;
  /** Modules that are imported for their effect alone. */
  readonly effects: ReadonlySet<string>;
}

/** Reads a lowered module's imports and its constants. */
export function readFace(source: string, ts: TypeScript): ModuleFace {
  const file = parse(source, ts);
  const constants = new Map<string, string>();
  const wanted = new Map<string, Set<string>>();
  const effects = new Set<string>();
  const want = (from: string, name: string): void => {
    wanted.set(from, (wanted.get(from) ?? new Set()).add(name));
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = specifierOf(statement);
      if (!wanted.has(from)) wanted.set(from, new Set());
      if (statement.importClause === undefined) effects.add(from);
      for (const name of importedNames(statement, ts)) want(from, name);
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
      const from = specifierOf(statement);
      const clause = statement.exportClause;
      if (clause === undefined || !ts.isNamedExports(clause)) want(from, '*');
      else for (const element of clause.elements) want(from, (element.propertyName ?? element.name).text);
    } else if (ts.isVariableStatement(statement) && isExported(statement, ts)) {
      for (const [name, text] of plainConstants(statement, ts)) constants.set(name, text);
    }
  }
  return { constants, wanted, effects };
}

/** What is known of the other modules. */
export interface Surroundings {
  /** Names that others import from the module; `*` for all. */
  readonly wanted: ReadonlySet<string>;
  /** Modules that it imports for their effect: an import that brings no name from any other one goes. */
  readonly effects: ReadonlySet<string>;
  /** Text of a constant of another module; `undefined` where it is none. */
  readonly constantOf: (specifier: string, name: string) => string | undefined;
}

/** The module without the exports that nobody wants, without imports of constants, and without those that bring nothing. */
export function shake(source: string, { wanted, effects, constantOf }: Surroundings, ts: TypeScript): string {
  const file = parse(source, ts);
  const used = usedNames(file, ts);
  let text = '';
  let at = 0;
  const replace = (from: number, to: number, by: string): void => {
    text += source.slice(at, from) + by;
    at = to;
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const bringsNothing = statement.importClause === undefined && !effects.has(specifierOf(statement));
      const by = bringsNothing ? '' : withoutConstants(statement, used, constantOf, ts);
      if (by !== undefined) replace(statement.getStart(), statement.end, by);
    } else if (ts.isExportDeclaration(statement)) {
      const by = withoutUnwanted(statement, wanted, ts);
      if (by !== undefined) replace(statement.getStart(), statement.end, by);
    } else {
      const keyword = unwantedExport(statement, wanted, ts);
      if (keyword !== undefined) replace(keyword.getStart(), keyword.end, '');
    }
  }
  return text + source.slice(at);
}

function parse(source: string, ts: TypeScript): SourceFile {
  return ts.createSourceFile('module.js', source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
}

function specifierOf(statement: ImportDeclaration | ExportDeclaration): string {
  return (statement.moduleSpecifier as unknown as { text: string }).text;
}

function importedNames({ importClause }: ImportDeclaration, ts: TypeScript): string[] {
  if (importClause === undefined) return [];
  const names = importClause.name === undefined ? [] : ['default'];
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, '*'];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

function exportKeyword(statement: Statement, ts: TypeScript) {
  if (!ts.canHaveModifiers(statement)) return undefined;
  return ts.getModifiers(statement)?.find((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

function isExported(statement: Statement, ts: TypeScript): boolean {
  return exportKeyword(statement, ts) !== undefined;
}

/** `const NAME = <number, short text, boolean, undefined>`. */
function* plainConstants(statement: VariableStatement, ts: TypeScript): Generator<[string, string]> {
  if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) return;
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (ts.isIdentifier(name) && initializer !== undefined && isPlain(initializer, ts)) {
      yield [name.text, initializer.getText()];
    }
  }
}

function isPlain(value: Expression, ts: TypeScript): boolean {
  if (ts.isNumericLiteral(value)) return true;
  if (ts.isStringLiteral(value)) return value.text.length <= MAX_TEXT;
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (!ts.isPrefixUnaryExpression(value) || !ts.isNumericLiteral(value.operand)) return false;
  return value.operator === ts.SyntaxKind.MinusToken || value.operator === ts.SyntaxKind.ExclamationToken;
}

/** Every name that stands anywhere but in an import: of those that stand nowhere else nobody has any use. */
function usedNames(file: SourceFile, ts: TypeScript): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return used;
}

/** The statements in place of an import of which some names are constants, or not used; `undefined` where none is. */
function withoutConstants(
  statement: ImportDeclaration,
  used: ReadonlySet<string>,
  constantOf: (specifier: string, name: string) => string | undefined,
  ts: TypeScript,
): string | undefined {
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return undefined;
  const from = specifierOf(statement);
  const constants: string[] = [];
  const rest: string[] = [];
  for (const element of bindings.elements) {
    if (!used.has(element.name.text)) continue;
    const value = constantOf(from, (element.propertyName ?? element.name).text);
    if (value === undefined) rest.push(element.getText());
    else constants.push(`const ${element.name.text} = ${value};`);
  }
  if (rest.length === bindings.elements.length) return undefined;
  const kept = rest.length === 0 ? [] : [`import { ${rest.join(', ')} } from '${from}';`];
  return [...kept, ...constants].join('\n');
}

/** A list of exports without those that nobody wants; `undefined` where it stays as it is. */
function withoutUnwanted(
  statement: ExportDeclaration,
  wanted: ReadonlySet<string>,
  ts: TypeScript,
): string | undefined {
  const clause = statement.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause) || wanted.has('*')) return undefined;
  const kept = clause.elements.filter((element) => wanted.has(element.name.text));
  if (kept.length === 0) return '';
  if (kept.length === clause.elements.length) return undefined;
  const from = statement.moduleSpecifier === undefined ? '' : ` from '${specifierOf(statement)}'`;
  return `export { ${kept.map((element) => element.getText()).join(', ')} }${from};`;
}

/** The `export` of a declaration of which nobody wants any name. */
function unwantedExport(statement: Statement, wanted: ReadonlySet<string>, ts: TypeScript) {
  if (wanted.has('*')) return undefined;
  const keyword = exportKeyword(statement, ts);
  return keyword !== undefined && declaredNames(statement, ts).every((name) => !wanted.has(name)) ? keyword : undefined;
}

function declaredNames(statement: Statement, ts: TypeScript): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : '*'));
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    const isDefault = statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true;
    return [isDefault ? 'default' : (statement.name?.text ?? 'default')];
  }
  return [];
}
