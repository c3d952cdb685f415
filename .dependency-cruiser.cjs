/** The directions of the house: who may know whom. docs/architecture.md says why. */
const stages = ['registry', 'archive', 'layer', 'ecosystems', 'advisories', 'match', 'policy', 'source', 'report', 'host'];
/** The readers of archives belong to no stage; these stages use them. */
const READS = new Map([
  ['archive', ['^src/tar/']],
  ['advisories', ['^src/tar/']],
  ['layer', ['^src/tar/']],
  ['ecosystems', ['^src/zip/']],
]);

const stageRules = stages.map((stage) => ({
  name: `${stage}-knows-the-model-and-itself`,
  severity: 'error',
  from: { path: `^src/${stage}/` },
  to: { path: '^src/', pathNot: [`^src/${stage}/`, '^src/model/', ...(READS.get(stage) ?? [])] },
}));

module.exports = {
  forbidden: [
    ...stageRules,
    {
      name: 'the-model-knows-nobody',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^src/', pathNot: '^src/model/' },
    },
    {
      name: 'the-readers-of-archives-know-nobody',
      severity: 'error',
      from: { path: '^src/(tar|zip)/' },
      to: { path: '^src/', pathNot: '^src/$1/' },
    },
    {
      name: 'only-scan-knows-every-stage',
      severity: 'error',
      from: { path: '^src/(?:world|connections|target|image|descent|slots)\\.ts$' },
      to: { path: '^src/(?:tar|zip|layer|ecosystems|match|policy|source|report|host)/' },
    },
    {
      name: 'entries-know-no-stage',
      severity: 'error',
      from: { path: '^src/(?:main|cli|run)\\.ts$' },
      to: { path: '^src/(?:registry|archive|tar|zip|layer|ecosystems|advisories|match)/' },
    },
    {
      name: 'scan-reaches-outside-through-the-world',
      severity: 'error',
      from: { path: '^src/scan\\.ts$' },
      to: { path: '^src/(?:registry|archive|advisories|report|host)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'a-declaration-knows-no-sibling',
      severity: 'error',
      from: { path: '^src/(ecosystems|report)/[^/]+\\.ts$', pathNot: '/index\\.ts$' },
      to: { path: '^src/$1/[^/]+\\.ts$', pathNot: '/(?:ecosystem|format)\\.ts$' },
    },
    {
      name: 'actions-only-in-host',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:host/|main\\.ts$)' },
      to: { path: '@actions/' },
    },
    {
      name: 'network-only-where-it-belongs',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:registry|advisories)/|^src/connections\\.ts$' },
      to: { path: '^(?:node_modules/)?(?:undici|p-retry)(?:/|$)' },
    },
    {
      name: 'no-input-or-output-in-pure-rooms',
      severity: 'error',
      from: { path: '^src/(?:model|match|policy|source|report|ecosystems|layer|tar|zip)/' },
      to: { path: '^(?:node:)?(?:fs|fs/promises|net|http|https|http2|tls|dns|child_process|sqlite)$', dependencyTypes: ['core'] },
    },
    { name: 'no-circles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { path: '^src/', orphan: true, pathNot: '^src/(?:main|cli)\\.ts$' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
