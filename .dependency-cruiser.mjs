/**
 * The import law (ARCHITECTURE.md). Domains stand in one order; each may import
 * only the index.ts of those before it.
 */
const ORDER = [
  'identity',
  'documents',
  'collaboration',
  'comments',
  'exchange',
  'backups',
  'models',
  'memory',
  'learning',
  'assistant',
  'bridge',
];
/** Domains that nobody imports and that import no other: they live from events and from what compose hands them. */
const LISTENERS = ['audit', 'search', 'notifications', 'analytics', 'compute'];
const TESTS = '\\.test\\.tsx?$';
const domains = 'apps/server/src/domains';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const domainRules = ORDER.map((domain, place) => {
  const later = [...ORDER.slice(place + 1), ...LISTENERS];
  return forbid(
    `${domain}-imports-no-later-domain`,
    `${domain} may import only the domains named before it.`,
    { path: `^${domains}/${domain}/` },
    { path: `^${domains}/(${later.join('|')})/` },
  );
});

const listenerRules = LISTENERS.map((domain) =>
  forbid(
    `${domain}-imports-no-domain`,
    `${domain} reaches other domains through events and interfaces that compose hands in.`,
    { path: `^${domains}/${domain}/` },
    { path: `^${domains}/(?!${domain}/)` },
  ),
);

export default {
  forbidden: [
    forbid(
      'no-cycle',
      'Imports point one way.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'contract-imports-nothing-of-ours',
      'What every runtime knows depends on no runtime.',
      { path: '^packages/contract/' },
      { path: '^(packages|apps)/(?!contract/)' },
    ),
    forbid(
      'editor-and-client-import-contract-only',
      'They serve the browser, the server and other programs.',
      { path: '^packages/(editor|client)/' },
      { path: '^apps/' },
    ),
    forbid(
      'editor-not-client',
      'Editor and client stand beside each other.',
      { path: '^packages/editor/' },
      { path: '^packages/client/' },
    ),
    forbid(
      'client-not-editor',
      'Editor and client stand beside each other.',
      { path: '^packages/client/' },
      { path: '^packages/editor/' },
    ),
    forbid(
      'kernel-knows-no-domain',
      'The kernel imports the contract and itself.',
      { path: '^apps/server/src/kernel/', pathNot: TESTS },
      { path: '^(apps/server/src/(?!kernel/)|packages/(editor|client)/|apps/(web|cli|extension)/)' },
    ),
    forbid(
      'domain-through-the-front-door',
      'A domain is imported through its index.ts.',
      { path: `^${domains}/([^/]+)/`, pathNot: TESTS },
      { path: `^${domains}/([^/]+)/`, pathNot: [`^${domains}/$1/`, `^${domains}/[^/]+/index\\.ts$`] },
    ),
    forbid(
      'root-through-the-front-door',
      'compose and the commands import a domain through its index.ts (and its migrations).',
      { path: '^apps/server/src/(?!domains/|kernel/)', pathNot: TESTS },
      { path: `^${domains}/[^/]+/(?!index\\.ts$|migrations/index\\.ts$)` },
    ),
    forbid(
      'domain-imports-no-root',
      'Domains are composed; they do not know the composition.',
      { path: `^${domains}/`, pathNot: TESTS },
      { path: '^apps/server/src/[^/]+\\.ts$' },
    ),
    ...domainRules,
    ...listenerRules,
    forbid(
      'web-never-the-server',
      'web, cli and extension import contract, editor and client.',
      { path: '^apps/(web|cli|extension)/src/' },
      { path: '^apps/server/' },
    ),
    forbid(
      'server-never-the-web',
      'The server serves files; it does not import the web app.',
      { path: '^apps/server/src/' },
      { path: '^apps/(web|cli|extension)/' },
    ),
    forbid(
      'no-development-package-in-the-product',
      'What ships imports only what is installed with it.',
      { path: '^(packages/[^/]+|apps/[^/]+)/src/', pathNot: [TESTS, '/test/', 'fuzz\\.ts$'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-unresolvable',
      'Every import leads somewhere.',
      {},
      { couldNotResolve: true, pathNot: '^(node:|virtual:|mdast$|hast$)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
    parser: 'swc',
  },
};
