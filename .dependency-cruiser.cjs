/**
 * Who may import whom. The table in CONTRIBUTING.md ("Layers") says the same in words;
 * a layer that is not listed as a permitted target of a folder is a lint error, and so is any cycle.
 */
const layers = {
  'stack/core': [],
  'stack/ports': ['stack/core'],
  'stack/model': ['stack/core'],
  'stack/exi': ['stack/core', 'stack/model'],
  'stack/xml': ['stack/core', 'stack/model'],
  'stack/tls': ['stack/core', 'stack/ports'],
  'stack/http': ['stack/core', 'stack/ports'],
  'stack/dnssd': ['stack/core', 'stack/ports'],
  'stack/events': ['stack/core', 'stack/ports', 'stack/model'],
  'stack/functions': ['stack/core', 'stack/ports', 'stack/model', 'stack/events'],
  'stack/client': ['stack/(?!server/).*', 'stack/codec.ts'],
  'stack/server': ['stack/(?!client/).*', 'stack/codec.ts'],
  'hal/ports': ['stack/core', 'stack/ports'],
  'hal/node': ['stack/core', 'stack/ports', 'hal/ports'],
  'hal/virtual': ['stack/core', 'stack/ports', 'hal/ports'],
  firmware: ['stack', 'hal/ports'],
};

/** Packages that a portable folder may import: the crypto providers and nothing else. */
const portablePackages = '^node_modules/@noble/';

const forbidden = [
  { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'nothing-imports-tools-or-test',
    severity: 'error',
    from: { path: '^(stack|hal|firmware)/' },
    to: { path: '^(tools|test)/' },
  },
  { name: 'tools-never-import-test', severity: 'error', from: { path: '^tools/' }, to: { path: '^test/' } },
  {
    name: 'portable-code-imports-no-runtime',
    severity: 'error',
    from: { path: '^(stack|firmware|hal/ports|hal/virtual)/' },
    to: { pathNot: ['^(stack|firmware|hal)/', portablePackages] },
  },
  {
    name: 'only-the-noble-provider-imports-noble',
    severity: 'error',
    from: { path: '^(stack|firmware)/', pathNot: '^stack/tls/crypto/noble' },
    to: { path: portablePackages },
  },
];
for (const [folder, targets] of Object.entries(layers)) {
  const own = `^${folder}/`;
  forbidden.push({
    name: `layer:${folder}`,
    severity: 'error',
    from: { path: own },
    to: { path: '^(stack|hal|firmware)/', pathNot: [own, ...targets.map((t) => `^${t}(/|$)`)] },
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
