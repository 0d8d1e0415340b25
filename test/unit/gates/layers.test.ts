/** The layers of CONTRIBUTING.md hold: each wrong import of a small tree is found, by the rule that forbids it. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { cruise, type ICruiseResult, type IFlattenedRuleSet, type ICruiseOptions } from 'dependency-cruiser';
import { projectPath } from '../../../tools/support/project-root.js';

const config = createRequire(import.meta.url)(projectPath('.dependency-cruiser.cjs')) as {
  forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  options: ICruiseOptions;
};

/** Files of the tree, by what each imports. */
type Tree = Readonly<Record<string, readonly string[]>>;

/** Every rule that the tree breaks, as `rule: from → to`. */
async function violations(tree: Tree): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const [file, imports] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      const lines = imports.map(
        (path, i) => `import { type A as A${i} } from '${path}';\nexport type B${i} = A${i};\n`,
      );
      writeFileSync(join(root, file), 'export type A = number;\n' + lines.join(''));
    }
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(root, 'tsconfig.json'), '{}');
    const all = { ...config.options, baseDir: root, validate: true, ruleSet: { forbidden: config.forbidden } };
    const { output } = await cruise(Object.keys(tree), all);
    const found = (output as ICruiseResult).summary.violations;
    return found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('an import of another layer is found, also of a type alone', async (t) => {
  const tree: Tree = {
    'stack/core/a.ts': ['../ports/a.js'],
    'stack/ports/a.ts': [],
    'stack/model/a.ts': [],
    'stack/exi/a.ts': ['../model/a.js', '../xml/a.js'],
    'stack/xml/a.ts': ['../http/a.js'],
    'stack/http/a.ts': ['../ports/a.js', '../model/a.js'],
    'stack/tls/a.ts': ['../codec.js'],
    'stack/codec.ts': ['./exi/a.js', './ports/a.js'],
    'stack/client/a.ts': ['../codec.js', '../server/a.js'],
    'stack/server/a.ts': ['../http/a.js'],
    'hal/ports/a.ts': [],
    'hal/node/a.ts': ['../ports/a.js', '../virtual/a.js'],
    'hal/virtual/a.ts': ['../../stack/exi/a.js'],
    'firmware/meter/a.ts': ['../../stack/client/a.js', '../../stack/tls/a.js', '../../hal/node/a.js'],
  };
  t.deepEqual(await violations(tree), [
    'layer:firmware: firmware/meter/a.ts → hal/node/a.ts',
    'layer:firmware: firmware/meter/a.ts → stack/tls/a.ts',
    'layer:hal/node: hal/node/a.ts → hal/virtual/a.ts',
    'layer:hal/virtual: hal/virtual/a.ts → stack/exi/a.ts',
    'layer:stack/client: stack/client/a.ts → stack/server/a.ts',
    'layer:stack/codec.ts: stack/codec.ts → stack/ports/a.ts',
    'layer:stack/core: stack/core/a.ts → stack/ports/a.ts',
    'layer:stack/exi: stack/exi/a.ts → stack/xml/a.ts',
    'layer:stack/http: stack/http/a.ts → stack/model/a.ts',
    'layer:stack/tls: stack/tls/a.ts → stack/codec.ts',
    'layer:stack/xml: stack/xml/a.ts → stack/http/a.ts',
  ]);
});

test('a cycle is found, also one of types alone', async (t) => {
  const found = await violations({ 'stack/core/a.ts': ['./b.js'], 'stack/core/b.ts': ['./a.js'] });
  t.deepEqual(found, ['no-cycle: stack/core/a.ts → stack/core/b.ts']);
});

test('a runtime, an unknown module, tools, tests and a folder without a layer are found', async (t) => {
  const tree: Tree = {
    'stack/core/a.ts': ['node:fs'],
    'stack/core/b.ts': ['./absent.js'],
    'stack/core/c.ts': ['../../tools/a.js'],
    'stack/new/a.ts': ['../core/a.js'],
    'tools/a.ts': ['../test/a.js'],
    'test/a.ts': [],
  };
  t.deepEqual(await violations(tree), [
    'every-folder-is-a-layer: stack/new/a.ts → stack/core/a.ts',
    'no-unresolved: stack/core/b.ts → ./absent.js',
    'nothing-imports-tools-or-test: stack/core/c.ts → tools/a.ts',
    'portable-code-imports-no-runtime: stack/core/a.ts → fs',
    'portable-code-imports-no-runtime: stack/core/b.ts → ./absent.js',
    'portable-code-imports-no-runtime: stack/core/c.ts → tools/a.ts',
    'tools-never-import-test: tools/a.ts → test/a.ts',
  ]);
});
