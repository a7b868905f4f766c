/**
 * Pages of benches in a real Chromium: built by Vite with the settings of the app, served from memory, opened in a
 * profile on disk (without one Chromium keeps IndexedDB in memory).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { chromiumPath } from '../scripts/chromium.mjs';

export interface ServedPage {
  url: string;
  close(): void;
}

/** @param name a module of bench/pages · @param data files to serve beside it, by path */
export async function servePage(name: string, data: Record<string, string> = {}): Promise<ServedPage> {
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'error',
    plugins: [vue()],
    build: {
      write: false,
      target: 'chrome110',
      rolldownOptions: { input: `bench/pages/${name}.ts`, output: { entryFileNames: 'page.js' } },
    },
  });
  if (!('output' in built)) throw new Error('one build was asked for');
  const files = new Map<string, string | Uint8Array>(Object.entries(data));
  for (const file of built.output) files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
  const styles = [...files.keys()].filter((path) => path.endsWith('.css'));
  const links = styles.map((path) => `<link rel="stylesheet" href="${path}">`).join('');
  files.set(
    '/',
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${links}<body><script type="module" src="/page.js"></script>`,
  );
  const server = createServer((request, reply) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const body = files.get(path);
    if (body === undefined) return reply.writeHead(404).end();
    // An isolated page gets a clock of 5 µs, not of 100.
    return reply
      .writeHead(200, {
        'content-type': typeOf(path),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://localhost:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const typeOf = (path: string): string =>
  path.endsWith('.js')
    ? 'text/javascript'
    : path.endsWith('.css')
      ? 'text/css'
      : path.endsWith('.json')
        ? 'application/json'
        : 'text/html; charset=utf-8';

/** A browser profile on disk; each `visit` is a process of its own, as when a phone opens the app. */
export class Profile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'shaodao-bench-profile-'));

  /** @param slowdown how many times slower the page's CPU is made (CDP); 1 leaves it as it is */
  async visit<T>(url: string, slowdown: number, run: (page: Page) => Promise<T>): Promise<T> {
    const context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: chromiumPath(),
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
      viewport: { width: 412, height: 800 },
      // The map jumps instead of gliding: what is measured is drawing, not an animation's length.
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(600_000);
      const faults: Error[] = [];
      page.on('pageerror', (fault) => faults.push(fault));
      await page.goto(url);
      await page.waitForFunction('"bench" in globalThis');
      if (slowdown > 1) {
        const session = await context.newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
      }
      const found = await run(page);
      const [fault] = faults;
      if (fault) throw fault;
      return found;
    } finally {
      await context.close();
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
