/**
 * Reads a YAML document the strict way: every refusal names file, line, path, what was expected and what was found, and
 * an unknown key is refused with the nearest known one.
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A scenario file that cannot be used. The message is for its author. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(
    readonly file: string,
    readonly line: number | undefined,
    /** Where in the document: `servers[0].programs[1].primacy`. */
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${file}${line === undefined ? '' : ':' + line}: ${path === '' ? '' : path + ': '}${problem}`);
  }
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

/** One value of the document, or the lack of one. */
export class StrictNode {
  private constructor(
    private readonly source: Source,
    private readonly node: Node | undefined,
    /** The nearest value that exists, for the line of a complaint about what is missing. */
    private readonly anchor: Node | undefined,
    readonly path: string,
  ) {}

  /** Parses a text; ScenarioError where it is not YAML. */
  static parse(text: string, file: string): StrictNode {
    const lines = new LineCounter();
    let document: Document.Parsed;
    try {
      document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    } catch (error) {
      throw new ScenarioError(file, undefined, '', error instanceof Error ? error.message : String(error));
    }
    const problem = document.errors[0];
    if (problem !== undefined) {
      const line = lines.linePos(problem.pos[0]).line;
      throw new ScenarioError(file, line, '', problem.message.split('\n')[0]!.replace(/ at line .*$/, ''));
    }
    const root = document.contents ?? undefined;
    return new StrictNode({ file, lines }, root, root, '');
  }

  exists(): boolean {
    return this.node !== undefined && !(isScalar(this.node) && this.node.value === null);
  }

  fail(problem: string): never {
    const range = (this.node ?? this.anchor)?.range;
    const line = range === undefined || range === null ? undefined : this.source.lines.linePos(range[0]).line;
    throw new ScenarioError(this.source.file, line, this.path, problem);
  }

  /** Complains about the value in the one form that all complaints have. */
  expected(what: string): never {
    if (!this.exists()) this.fail(`expected ${what}, got nothing`);
    this.fail(`expected ${what}, got ${this.describe()}`);
  }

  /** The fields of a mapping; any other key is refused. A mapping that is absent has no field. */
  fields<const K extends string>(...keys: readonly K[]): Readonly<Record<K, StrictNode>> {
    const fields = {} as Record<K, StrictNode>;
    const anchor = this.node ?? this.anchor;
    for (const key of keys) fields[key] = new StrictNode(this.source, undefined, anchor, this.join(key));
    if (!this.exists()) return fields;
    if (!isMap(this.node)) this.expected('a mapping with ' + keys.join(', '));
    for (const { key, value } of this.node.items) {
      const name = isScalar(key) ? String(key.value) : '?';
      const child = new StrictNode(this.source, (value ?? undefined) as Node | undefined, key as Node, this.join(name));
      if (!(keys as readonly string[]).includes(name)) child.fail(unknownKey(name, keys));
      fields[name as K] = child;
    }
    return fields;
  }

  /** One field of a mapping, whatever other keys it has. */
  peek(key: string): StrictNode {
    const value = isMap(this.node) ? (this.node.get(key, true) as Node | undefined) : this.expected('a mapping');
    return new StrictNode(this.source, value, this.node ?? this.anchor, this.join(key));
  }

  /** The items of a sequence; none where it is absent. */
  items(): readonly StrictNode[] {
    if (!this.exists()) return [];
    if (!isSeq(this.node)) this.expected('a list');
    return this.node.items.map((item, i) => new StrictNode(this.source, item as Node, this.node, `${this.path}[${i}]`));
  }

  text(otherwise?: string): string {
    if (!this.exists() && otherwise !== undefined) return otherwise;
    const value = this.scalar();
    if (typeof value !== 'string' || value === '') this.expected('a text');
    return value;
  }

  /** A text, or a number as it stands in the file: for what has units. */
  word(what: string): string {
    const value = this.scalar();
    if (typeof value === 'number') return isScalar(this.node) ? (this.node.source ?? String(value)) : String(value);
    if (typeof value !== 'string') this.expected(what);
    return value;
  }

  /** A number in [least, most]; `unit` is for the complaint. */
  number(least: number, most: number, unit: string, otherwise?: number): number {
    if (!this.exists() && otherwise !== undefined) return otherwise;
    const value = this.scalar();
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      this.expected(`a number${unit === '' ? '' : ' of ' + unit} from ${least} to ${most}`);
    }
    return value;
  }

  integer(least: number, most: number, unit: string, otherwise?: number): number {
    const value = this.number(least, most, unit, otherwise);
    if (!Number.isInteger(value))
      this.expected(`an integer${unit === '' ? '' : ' of ' + unit} from ${least} to ${most}`);
    return value;
  }

  boolean(otherwise?: boolean): boolean {
    if (!this.exists() && otherwise !== undefined) return otherwise;
    const value = this.scalar();
    if (typeof value !== 'boolean') this.expected('true or false');
    return value;
  }

  oneOf<const T extends string>(choices: readonly T[], otherwise?: T): T {
    if (!this.exists() && otherwise !== undefined) return otherwise;
    const value = this.scalar();
    if (typeof value === 'string' && (choices as readonly string[]).includes(value)) return value as T;
    const near = typeof value === 'string' ? nearest(value, choices) : undefined;
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    if (!this.exists()) this.expected('one of ' + choices.join(', '));
    this.fail(`expected one of ${choices.join(', ')}, got ${this.describe()}${hint}`);
  }

  private scalar(): unknown {
    return isScalar(this.node) ? this.node.value : undefined;
  }

  private join(key: string): string {
    return this.path === '' ? key : this.path + '.' + key;
  }

  private describe(): string {
    if (isMap(this.node)) return 'a mapping';
    if (isSeq(this.node)) return 'a list';
    return JSON.stringify(this.scalar()) ?? 'something else';
  }
}

function unknownKey(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `unknown key "${name}"; did you mean ${near}?`;
  return `unknown key "${name}"; known are ${known.join(', ')}`;
}

/** The choice that is fewest edits away, if that is near enough to be meant. */
function nearest(word: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const choice of choices) {
    const edits = editDistance(word.toLowerCase(), choice.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      best = choice;
    }
  }
  return best;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
