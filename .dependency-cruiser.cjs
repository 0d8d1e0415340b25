/**
 * Who may import whom. The table in CONTRIBUTING.md ("Layers") says the same in words;
 * a layer that is not listed as a permitted target of a folder is a lint error, and so is any cycle.
 * Imports of types count like all others.
 */
const layers = {
  'stack/core': [],
  'stack/ports': ['stack/core'],
  'stack/model': ['stack/core'],
  'stack/exi': ['stack/core', 'stack/model'],
  'stack/xml': ['stack/core', 'stack/model'],
  'stack/codec.ts': ['stack/core', 'stack/model', 'stack/exi', 'stack/xml'],
  'stack/tls': ['stack/core', 'stack/ports'],
  'stack/http': ['stack/core', 'stack/ports'],
  'stack/dnssd': ['stack/core', 'stack/ports'],
  'stack/events': ['stack/core', 'stack/ports', 'stack/model'],
  'stack/functions': ['stack/core', 'stack/ports', 'stack/model', 'stack/events'],
  'stack/client': ['stack/(?!server/).*'],
  'stack/server': ['stack/(?!client/).*'],
  'hal/ports': ['stack/core', 'stack/ports'],
  'hal/node': ['stack/core', 'stack/ports', 'hal/ports'],
  'hal/xs': ['stack/core', 'stack/ports', 'stack/tls/crypto', 'hal/ports'],
  'hal/virtual': ['stack/core', 'stack/ports', 'hal/ports'],
  firmware: ['stack/core', 'stack/model', 'stack/events', 'stack/functions', 'stack/client', 'hal/ports'],
};

/** A layer is a folder, or one file. */
const within = (layer) => `^${layer}(/|$)`;
const LAYERED = '^(stack|hal|firmware)/.*[.]ts$';

/** Packages that a portable folder may import: the crypto providers and nothing else. */
const portablePackages = '^node_modules/@noble/';

/** Names that a manifest binds for a board (bindings.d.ts); nothing on the host answers to them. */
const boundByManifest = '^(app|bench-data|crypto)$';

const forbidden = [
  // The engine's cases of modules have a cycle to link.
  { name: 'no-cycle', severity: 'error', from: { pathNot: '^test/engines/cases/linked/' }, to: { circular: true } },
  { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: boundByManifest } },
  {
    name: 'every-folder-is-a-layer',
    severity: 'error',
    from: { path: LAYERED, pathNot: Object.keys(layers).map(within) },
    to: {},
  },
  {
    name: 'nothing-imports-tools-or-test',
    severity: 'error',
    from: { path: '^(stack|hal|firmware)/' },
    to: { path: '^(tools|test)/' },
  },
  { name: 'tools-never-import-test', severity: 'error', from: { path: '^tools/' }, to: { path: '^test/' } },
  {
    name: 'the-command-needs-no-development-package',
    severity: 'error',
    // An image is built in a checkout, where the compiler is: loaded only then.
    from: { path: '^(stack|hal|firmware|tools)/', pathNot: '^tools/(bench/|firmware/(lower|native|shrink)[.]ts$)' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'portable-code-imports-no-runtime',
    severity: 'error',
    from: { path: '^(stack|firmware|hal/ports|hal/virtual)/' },
    to: { pathNot: ['^(stack|firmware|hal)/', portablePackages] },
  },
  {
    name: 'the-board-imports-no-runtime-of-the-host',
    severity: 'error',
    from: { path: '^hal/xs/' },
    to: { pathNot: ['^(stack|hal)/', boundByManifest, portablePackages] },
  },
  {
    name: 'only-the-noble-provider-imports-noble',
    severity: 'error',
    from: { path: '^(stack|firmware)/', pathNot: '^stack/tls/crypto/noble' },
    to: { path: portablePackages },
  },
];
for (const [layer, targets] of Object.entries(layers)) {
  forbidden.push({
    name: `layer:${layer}`,
    severity: 'error',
    from: { path: within(layer) },
    to: { path: '^(stack|hal|firmware)/', pathNot: [layer, ...targets].map(within) },
  });
}

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
