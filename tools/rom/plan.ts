/** The orders to the host programs: a text file that `plan.c` reads. */

/** One module of a firmware. */
export interface RomModule {
  /** The name that imports resolve to, without ending: `stack/core/octets`, `@noble/curves/nist`. */
  readonly specifier: string;
  /** The lowered JavaScript. */
  readonly path: string;
  /** True: evaluated when the image is built. False: byte code in flash that runs when something imports it. */
  readonly preload: boolean;
}

/** What a plan says. */
export interface RomPlan {
  readonly modules: readonly RomModule[];
  /** The module that the host's run program imports. */
  readonly main?: string;
  /** Built-in names that stay although no byte code names them. */
  readonly keep?: readonly string[];
  /** Names of built-ins that go; `*` among them: all that nothing names go as well. */
  readonly strip?: readonly string[] | '*';
  /** Modules whose data stays writable (it then costs RAM), each with the reason that the report shows. */
  readonly unfrozen?: Readonly<Record<string, string>>;
  /** Numbers of the image. */
  readonly options?: Readonly<Record<string, number>>;
}

/** Longest module name that a board resolves (`XS_MODULE_NAME_OCTETS` less its zero). */
const MAX_NAME_OCTETS = 95;

function checked(word: string): string {
  if (word === '' || /[\t\n]/.test(word))
    throw new RangeError(`a word of a plan has no tab or line end: ${JSON.stringify(word)}`);
  return word;
}

/** The text of a plan. RangeError for a name that is too long or given twice, or a word that cannot be written. */
export function planText(plan: RomPlan): string {
  const lines: string[][] = [];
  const names = new Set<string>();
  for (const module of plan.modules) {
    if (names.has(module.specifier))
      throw new RangeError(`module name used once expected, not ${module.specifier} twice`);
    names.add(module.specifier);
    if (Buffer.byteLength(module.specifier) > MAX_NAME_OCTETS)
      throw new RangeError(
        `module name of at most ${String(MAX_NAME_OCTETS)} octets expected, not ${module.specifier}`,
      );
    lines.push(['module', module.specifier, module.path, ...(module.preload ? ['preload'] : [])]);
  }
  if (plan.main !== undefined) lines.push(['main', plan.main]);
  for (const name of plan.keep ?? []) lines.push(['keep', name]);
  for (const name of [plan.strip ?? []].flat()) lines.push(['strip', name]);
  for (const [name, reason] of Object.entries(plan.unfrozen ?? {})) lines.push(['unfrozen', name, reason]);
  for (const [name, value] of Object.entries(plan.options ?? {})) lines.push(['option', name, String(value)]);
  return lines.map((words) => `${words.map(checked).join('\t')}\n`).join('');
}
