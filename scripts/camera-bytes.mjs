/**
 * What camera and voice add to a page, minified: their modules and the worker, without what others bring in anyway.
 * They lie in chunks together with the pages that use them, so they are bundled once more, alone.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src/ui/camera', 'src/ui/voice'].map((folder) => join(root, folder));
const isOurs = (path) => folders.some((folder) => path.startsWith(folder));

/** @returns {Promise<number>} bytes of JS, gzip */
export async function cameraBytes() {
  const names = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const modules = names.filter((path) => /\.(ts|vue)$/.test(path) && !/(\.test|-worker)\.ts$/.test(path));
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [vue(), alone()],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'chrome110',
      rolldownOptions: { input: modules, preserveEntrySignatures: 'strict' },
    },
  });
  const files = built.output.filter(({ fileName }) => fileName.endsWith('.js'));
  // One file a module here, one chunk in the app: together they compress as they do there.
  return gzipSync(files.map((file) => file.code ?? file.source).join('\n')).length;
}

/** Everything of others stays outside. */
const alone = () => ({
  name: 'alone',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (!importer || source.startsWith('\0') || source.includes('plugin-vue')) return null;
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    return found && !isOurs(found.id.split('?')[0]) ? { id: found.id, external: true } : found;
  },
});
