/**
 * The arrows of docs/ARCHITECTURE.md. The compiler holds the outer cut (project references: core sees nothing,
 * src and server see core); this holds the inner one.
 */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const tests = '\\.test\\.ts$|/testing/|\\.pg\\.test\\.ts$';

module.exports = {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one file, or miss a third.', {}, { circular: true }),
    rule(
      'core-alone',
      'core imports nothing outside itself but zod/mini.',
      { path: '^core/', pathNot: tests },
      { pathNot: '^core/|^node_modules/zod/' },
    ),
    rule(
      'zod-in-protocol',
      'Validators live in core/protocol.',
      { path: '^core/(?!protocol/)', pathNot: tests },
      { path: '^node_modules/zod/' },
    ),
    rule('page-without-server', 'The page and the server meet in core only.', { path: '^src/' }, { path: '^server/' }),
    rule(
      'server-without-page',
      'The page and the server meet in core only.',
      { path: '^server/', pathNot: tests },
      { path: '^(src|e2e)/' },
    ),
    rule(
      'local-below-sync',
      'local knows no sync, no screen.',
      { path: '^src/local/', pathNot: tests },
      { path: '^src/(?!local/)|^node_modules/vue' },
    ),
    rule(
      'sync-without-screen',
      'sync runs in the page, in the service worker and in Node.',
      { path: '^src/sync/', pathNot: tests },
      { path: '^src/(?!local/|sync/)|^node_modules/vue' },
    ),
    rule(
      'kit-without-domain',
      'ui has no domain words.',
      { path: '^src/ui/', pathNot: tests },
      { path: '^src/(?!ui/|live/texts)|^core/(?!lib/)' },
    ),
    rule(
      'live-below-features',
      'live binds local and sync to Vue, and knows no screen.',
      { path: '^src/live/', pathNot: tests },
      { path: '^src/(features|faces|app|ui)/' },
    ),
    rule(
      'features-apart',
      'A feature knows no other feature, no face.',
      { path: '^src/features/([^/]+)/', pathNot: tests },
      { path: '^src/(features/(?!$1/)|faces/|app/)' },
    ),
    rule(
      'faces-apart',
      'A face knows no other face.',
      { path: '^src/faces/([^/]+)/', pathNot: tests },
      { path: '^src/faces/(?!$1/)|^src/app/' },
    ),
    rule(
      'leaflet-in-map',
      'ui/map is the only importer of Leaflet.',
      { path: '^src/(?!ui/map/)' },
      { path: '^node_modules/leaflet' },
    ),
    rule(
      'vant-in-field',
      'Vant is the kit of the field face.',
      { path: '^src/(?!faces/field/)' },
      { path: '^node_modules/vant' },
    ),
    rule(
      'element-in-desk',
      'Element Plus is the kit of the desk faces.',
      { path: '^src/(?!faces/(desk|board|admin)/)' },
      { path: '^node_modules/element-plus' },
    ),
    rule(
      'modules-apart',
      'Modules know no other module; app.ts wires them.',
      { path: '^server/modules/([^/]+)/', pathNot: tests },
      { path: '^server/modules/(?!$1/)' },
    ),
    rule(
      'testing-for-tests',
      'What is for tests stays in tests.',
      { path: '^(core|src|server)/', pathNot: tests },
      { path: '/testing/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.vue'] },
  },
};
