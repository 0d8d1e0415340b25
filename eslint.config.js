import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Any loop, for selectors that look inside one. */
const LOOP = ':matches(ForStatement, ForInStatement, ForOfStatement, WhileStatement, DoWhileStatement)';
/** Any declaration of the module itself, exported or not. */
const MODULE_DECLARATION = ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration';
const LITERAL_DATA = ':matches(ArrayExpression, ObjectExpression)';

/** Language that no target runs well, or at all, with the reason that a developer sees. */
const target = [
  ['PrivateIdentifier', 'no #private names: typescript-to-lua and the ROM image have no place for them'],
  ['Literal[bigint]', 'no BigInt literals: use stack/core/int64'],
  ['Literal[regex]', 'no regular expressions on the target: they cannot be in a ROM image'],
  [
    'CallExpression > MemberExpression.callee[property.name=/^(match|matchAll|search)$/]',
    'no regular expressions on the target, and these methods make one of a string',
  ],
  [':function[generator=true]', 'no generators on the target: they cannot be in a ROM image'],
  [':function[async=true]', 'no async functions on the target: engines are state machines'],
  ['TSTypeReference[typeName.name=/^Promise(Like)?$/]', 'no promises on the target: engines are state machines'],
  ['ForOfStatement[await=true]', 'no async functions on the target: engines are state machines'],
  ['ImportExpression', 'no import at run time: the ROM image is linked before'],
  ['WithStatement, DebuggerStatement', 'not on the target'],
  ['MemberExpression[object.name="Math"][property.name="random"]', 'randomness comes from the entropy port'],
  [MODULE_DECLARATION + '[kind="let"]', 'no module-level let: under XS each costs RAM'],
  [
    MODULE_DECLARATION + ' > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|Array|WeakMap|WeakSet)$/]',
    'no mutable collection of a module: it belongs to an instance, a module lies in flash',
  ],
  [
    MODULE_DECLARATION + ' > VariableDeclarator > ' + LITERAL_DATA,
    'freeze the data of a module: under XS what is not frozen costs RAM',
  ],
  [
    MODULE_DECLARATION + ' > VariableDeclarator > :matches(TSAsExpression, TSSatisfiesExpression) > ' + LITERAL_DATA,
    'freeze the data of a module: under XS what is not frozen costs RAM',
  ],
  ['PropertyDefinition[static=true][readonly!=true]', 'no mutable static field: under XS it costs RAM'],
  ['ExportDefaultDeclaration', 'named exports only'],
  ['ExportAllDeclaration', 'no barrel files'],
];

/** What Lua cannot express, for the folders that are also compiled with typescript-to-lua. */
const lua = [
  ['LabeledStatement', 'no labels: the subset also compiles to Lua'],
  [
    ':matches(BinaryExpression[operator=">>"], AssignmentExpression[operator=">>="])',
    'no >>: write >>> or a mask, the sign differs on Lua',
  ],
  ['Literal[raw="null"]', 'undefined rather than null: Lua has one nil'],
  ['Literal[value="bigint"]', 'the form of a 64-bit integer is known to stack/core/int64 alone'],
];

/** What allocates where nothing may: loops over bits, octets, headers and events. */
const hot = [
  ['ForOfStatement', 'no for…of in a hot folder: it makes an iterator'],
  [LOOP + ' SpreadElement', 'no spread in a loop of a hot folder: it makes a copy a turn'],
  [LOOP + ' :matches(ArrowFunctionExpression, FunctionExpression)', 'no closure in a loop: bind it once'],
];

const restrict = (...lists) => ['error', ...lists.flat().map(([selector, message]) => ({ selector, message }))];

/** Globals that no target has, or that would let code look past its ports. */
const noGlobals = (names, message) => names.map((name) => ({ name, message }));
const targetGlobals = [
  ...noGlobals(['RegExp'], 'no regular expressions on the target: they cannot be in a ROM image'),
  ...noGlobals(['Promise'], 'no promises on the target: engines are state machines'),
  ...noGlobals(['Proxy', 'Reflect', 'Symbol', 'Intl'], 'not on the target'),
  ...noGlobals(['WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'], 'not on the target'),
  ...noGlobals(['SharedArrayBuffer', 'Atomics'], 'not on the target'),
  ...noGlobals(['JSON'], 'no JSON on the target'),
  ...noGlobals(['eval', 'Function', 'globalThis'], 'no code made at run time: the ROM image is linked before'),
  ...noGlobals(['Date'], 'time is an argument, or comes from the scheduler and wall-clock ports'),
];
const bigInts = noGlobals(['BigInt', 'BigInt64Array', 'BigUint64Array'], '64-bit values go through stack/core/int64');

/** What would make a simulated run depend on the machine, or on the moment, of the run. */
const hostGlobals = noGlobals(
  ['Date', 'performance', 'process', 'Buffer', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  'a simulated run depends on its seed alone: take the port',
);

export default ts.config(
  // The cases of the language itself do what the rules advise against.
  { ignores: ['dist/', 'build/', 'node_modules/', '.dependency-cruiser.cjs', 'test/engines/cases/'] },
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
    files: [
      'stack/**/*.ts',
      'firmware/**/*.ts',
      'hal/ports/**/*.ts',
      'hal/xs/**/*.ts',
      'tools/footprint/bench/**/*.ts',
    ],
    rules: {
      'no-restricted-syntax': restrict(target),
      'no-restricted-globals': ['error', ...targetGlobals, ...bigInts],
    },
  },
  {
    files: ['stack/{model,functions}/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(target, lua) },
  },
  {
    files: ['stack/{core,exi,xml,events}/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(target, lua, hot) },
  },
  {
    files: ['stack/{tls,http}/**/*.ts'],
    rules: { 'no-restricted-syntax': restrict(target, hot) },
  },
  {
    files: ['stack/core/int64.ts'],
    rules: {
      'no-restricted-syntax': restrict(
        target,
        lua.filter(([selector]) => !selector.includes('bigint')),
        hot,
      ),
      'no-restricted-globals': ['error', ...targetGlobals],
    },
  },
  {
    // The curve's library counts in BigInt.
    files: ['stack/tls/crypto/noble-p256.ts'],
    rules: { 'no-restricted-globals': ['error', ...targetGlobals] },
  },
  {
    files: ['hal/virtual/**/*.ts', 'tools/sim/models/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...hostGlobals],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'draw from the seed' }],
    },
  },
  {
    files: ['stack/**/*.ts', 'hal/**/*.ts', 'firmware/**/*.ts', 'tools/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }] },
  },
  // An ambient module may not name a relative one in an import declaration (TS2439).
  { files: ['hal/xs/bindings.d.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  { files: ['**/*.gen.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-empty-object-type': 'off' } },
);
