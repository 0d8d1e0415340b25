/**
 * Native modules: `hal/xs/native/<name>.ts` declares functions, `<name>.c` beside it is what they do. For the engine the declarations
 * become host functions: `export function open(address, port) @ "xs_<name>_open";`.
 */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Folder of the native modules, from the project's root. */
const NATIVE_FOLDER = 'hal/xs/native';

/**
 * A native module's text for the engine; `undefined` for a module that is not native.
 * @param file its JavaScript in `dist/`
 * @param lowered that text, lowered: constants and what else the module holds besides declarations
 */
export async function nativeModule(file: string, root: string, lowered: string): Promise<string | undefined> {
  const written = relative(join(root, 'dist'), file);
  if (dirname(written) !== NATIVE_FOLDER) return undefined;
  const source = join(root, written.replace(/\.js$/, '.ts'));
  if (!existsSync(source)) return undefined;
  const name = basename(written, '.js');
  const functions = await declaredFunctions(readFileSync(source, 'utf8'), source);
  const lines = functions.map(
    ({ name: called, parameters }) => `export function ${called}(${parameters.join(', ')}) @ "${cName(name, called)}";`,
  );
  return [lowered.trimEnd(), ...lines, ''].join('\n');
}

/** The C function behind a native one: `xs_tcp_open`. */
export function cName(module: string, called: string): string {
  return `xs_${module.replace(/-/g, '_')}_${called}`;
}

interface DeclaredFunction {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** The functions that a TypeScript module exports as `export declare function`. */
export async function declaredFunctions(source: string, name: string): Promise<DeclaredFunction[]> {
  const { default: ts } = await import('typescript');
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const functions: DeclaredFunction[] = [];
  for (const statement of file.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const kinds = statement.modifiers?.map((modifier) => modifier.kind) ?? [];
    if (!kinds.includes(ts.SyntaxKind.DeclareKeyword) || !kinds.includes(ts.SyntaxKind.ExportKeyword)) continue;
    const parameters = statement.parameters.map((parameter) => parameter.name.getText());
    functions.push({ name: statement.name.text, parameters });
  }
  return functions;
}
