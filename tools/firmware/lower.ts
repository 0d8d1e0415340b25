/**
 * Lowers a module for the engine: no class fields (`static X = new Self()` becomes an assignment after the class; the engine throws at
 * the field), no comments, no import that brings nothing in (what is left of an import of types), specifiers rewritten.
 *
 * The compiler takes longer than all else, so its result is kept by the checksum of what went in.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type TypeScriptModule from 'typescript';
import type { ImportDeclaration, SourceFile } from 'typescript';

type TypeScript = typeof TypeScriptModule;

/** Language level of what goes to the engine: the last one without class fields. */
const TARGET = 'ES2021';

/** Changed with what this module does to a text, so that no older result is used. */
const VERSION = '1';

/** Lowered text in pieces: `pieces[i]`, then the specifier `specifiers[i]`, and so on to the last piece. */
interface Pieces {
  readonly pieces: readonly string[];
  readonly specifiers: readonly string[];
}

/**
 * @param source an ES module, JavaScript or TypeScript
 * @param name for messages; its ending says the language
 * @param cache folder where results are kept
 * @param rename gives each import's specifier as it is to be written; may throw
 * @throws SyntaxError for a text that is no module
 */
export async function lower(
  source: string,
  name: string,
  cache: string,
  rename: (specifier: string) => string,
): Promise<string> {
  const { pieces, specifiers } = await lowered(source, name, cache);
  let text = pieces[0]!;
  for (let i = 0; i < specifiers.length; i++) text += `'${rename(specifiers[i]!)}'${pieces[i + 1]!}`;
  return text;
}

async function lowered(source: string, name: string, cache: string): Promise<Pieces> {
  const sum = createHash('sha256').update(`${VERSION}\0${name}\0${source}`).digest('hex').slice(0, 32);
  const file = join(cache, `${sum}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Pieces;
  } catch {
    // Not lowered before.
  }
  const { default: ts } = await import('typescript');
  const pieces = cut(transpile(source, name, ts), name, ts);
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(pieces));
  renameSync(`${file}.${process.pid}`, file);
  return pieces;
}

function transpile(source: string, name: string, ts: TypeScript): string {
  const result = ts.transpileModule(source, {
    fileName: name,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget[TARGET],
      module: ts.ModuleKind.ESNext,
      useDefineForClassFields: false,
      removeComments: true,
      verbatimModuleSyntax: true,
      newLine: ts.NewLineKind.LineFeed,
      allowJs: true,
    },
  });
  const fault = result.diagnostics?.[0];
  if (fault !== undefined) throw new SyntaxError(`${name}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`);
  return result.outputText.replace(/^\/\/# sourceMappingURL=.*$/gm, '');
}

/** Cuts a module at the literals that name others: of imports, and of exports from elsewhere. */
function cut(text: string, name: string, ts: TypeScript): Pieces {
  const file: SourceFile = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const pieces: string[] = [];
  const specifiers: string[] = [];
  let piece = '';
  let at = 0;
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const literal = statement.moduleSpecifier;
    if (literal === undefined || !ts.isStringLiteral(literal)) continue;
    if (ts.isImportDeclaration(statement) && bringsNothing(statement, ts)) {
      piece += text.slice(at, statement.getStart());
      at = statement.end;
      continue;
    }
    pieces.push(piece + text.slice(at, literal.getStart()));
    specifiers.push(literal.text);
    piece = '';
    at = literal.end;
  }
  return { pieces: [...pieces, piece + text.slice(at)], specifiers };
}

/** `import {} from 'x'`. An import for its effect, `import 'x'`, has no clause and stays. */
function bringsNothing({ importClause }: ImportDeclaration, ts: TypeScript): boolean {
  if (importClause === undefined || importClause.name !== undefined) return false;
  const bindings = importClause.namedBindings;
  return bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.length === 0;
}
