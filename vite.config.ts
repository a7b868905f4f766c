import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const here = (path: string) => new URL(path, import.meta.url);

/** What a person reads out when she reports a fault: the package's version, and the commit where there is one. */
function appVersion(): string {
  const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as { version: string };
  try {
    const commit = execFileSync('git', ['rev-parse', '--short=9', 'HEAD'], { cwd: here('.'), stdio: 'pipe' });
    return `${version}+${commit.toString().trim()}`;
  } catch {
    return version; // an unpacked archive has no history
  }
}

/** Which packages each chunk holds, beside Vite's manifest: scripts/check-bundle.mjs holds the faces apart by it. */
const chunkPackages = (): Plugin => ({
  name: 'chunk-packages',
  apply: 'build',
  generateBundle(_options, bundle) {
    const packages: Record<string, string[]> = {};
    for (const part of Object.values(bundle)) {
      if (part.type !== 'chunk') continue;
      const names = part.moduleIds.map((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]);
      packages[part.fileName] = [...new Set(names.filter((name) => name !== undefined))].toSorted();
    }
    this.emitFile({ type: 'asset', fileName: '.vite/packages.json', source: JSON.stringify(packages, null, 1) });
  },
});

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(appVersion()) },
  plugins: [
    vue(),
    chunkPackages(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      // The app registers it by itself (src/app/update): an injected script would be inline, which the CSP forbids.
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png,woff2}'],
        maximumFileSizeToCacheInBytes: 3_000_000,
      },
      manifest: {
        id: '/',
        name: '哨到',
        short_name: '哨到',
        description: '网格入户走访与吹哨，从楼道到办结。没有网络也能用。',
        lang: 'zh-CN',
        dir: 'ltr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f5f3ee',
        theme_color: '#0a5560',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
    }),
  ],
  build: {
    target: ['chrome110', 'safari16.4', 'firefox115'],
    outDir: 'dist',
    // Read by scripts/check-bundle.mjs.
    manifest: true,
    sourcemap: false,
    // A chunk that is inlined as a data: address would be refused by the CSP.
    assetsInlineLimit: 0,
    // Each face is a lazy import of src/app/faces.ts, so its kit and its pages are chunks that no other face loads.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'vue', test: /node_modules\/(@vue|vue|vue-router|pinia)\//, priority: 10 }] },
      },
    },
  },
  server: { host: '127.0.0.1' },
});
