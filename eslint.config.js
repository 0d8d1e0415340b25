import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Language that no target runs well, or at all, with the reason that a developer sees. */
const target = [
  ['PrivateIdentifier', 'no #private names: typescript-to-lua and the ROM image have no place for them'],
  ['Literal[bigint]', 'no BigInt literals: use stack/core/int64'],
  ['Literal[regex]', 'no regular expressions on the target: they cannot be in a ROM image'],
  ['NewExpression[callee.name="RegExp"]', 'no regular expressions on the target: they cannot be in a ROM image'],
  ['FunctionDeclaration[generator=true]', 'no generators on the target: they cannot be in a ROM image'],
  ['FunctionExpression[generator=true]', 'no generators on the target: they cannot be in a ROM image'],
  [':function[async=true]', 'no async functions on the target: engines are state machines'],
  ['Identifier[name="Promise"]', 'no promises on the target: engines are state machines'],
  ['Identifier[name="Proxy"]', 'no Proxy on the target'],
  ['Identifier[name="JSON"]', 'no JSON on the target'],
  ['Program > VariableDeclaration[kind="let"]', 'no module-level let: under XS each costs RAM'],
  ['ExportNamedDeclaration > VariableDeclaration[kind="let"]', 'no module-level let: under XS each costs RAM'],
  ['ExportDefaultDeclaration', 'named exports only'],
  ['ExportAllDeclaration', 'no barrel files'],
];
/** What Lua cannot express, for the folders that are also compiled with typescript-to-lua. */
const lua = [
  ['LabeledStatement', 'no labels: the subset also compiles to Lua'],
  ['BinaryExpression[operator=">>"]', 'no >>: write >>> or a mask, the sign differs on Lua'],
  ['Literal[raw="null"]', 'undefined rather than null: Lua has one nil'],
];
const restrict = (rules) => ['error', ...rules.map(([selector, message]) => ({ selector, message }))];

export default ts.config(
  { ignores: ['dist/', 'build/', 'node_modules/', '.dependency-cruiser.cjs'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': restrict([['ExportDefaultDeclaration', 'named exports only']]),
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['eslint.config.js'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['stack/**/*.ts', 'firmware/**/*.ts', 'hal/ports/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(target) },
  },
  {
    files: ['stack/{core,model,exi,xml,events,functions}/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict([...target, ...lua]) },
  },
  // Three files in the tree answer a need of one runtime and say so in their module comment.
  { files: ['**/*.gen.ts'], rules: { '@typescript-eslint/no-empty-object-type': 'off' } },
  {
    files: ['stack/**/*.ts', 'hal/**/*.ts', 'firmware/**/*.ts', 'tools/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }] },
  },
  { files: ['**/*.gen.ts'], rules: { 'max-lines': 'off' } },
);
