/**
 * `npm run dev`: the app with hot reload at PORT (8700), the server behind it at the next port, restarted when its
 * files change. Ctrl-C stops both.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const port = Number(process.env.PORT ?? 8700);
const behind = port + 1;

const vite = await createServer({
  root,
  server: {
    host: '127.0.0.1',
    port,
    strictPort: true,
    // The Host stays as the browser sent it, so the server's own checks hold here, too.
    proxy: Object.fromEntries(
      ['/api', '/healthz', '^/t/', '^/b(/|[?]|$)'].map((path) => [path, { target: `http://127.0.0.1:${behind}` }]),
    ),
  },
});
await vite.listen();

const server = spawn(
  process.execPath,
  ['--watch-path=server', '--watch-path=core', '--watch-preserve-output', 'server/index.ts'],
  {
    cwd: root,
    env: { ...process.env, PORT: String(behind), HOST: '127.0.0.1', LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
server.stdout.on('data', (chunk) => {
  process.stdout.write(String(chunk).replace(/^ready .*$/m, `ready http://localhost:${port}`));
});

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    isStopping = true;
    server.kill('SIGTERM');
  });
server.on('exit', (code) => {
  void vite.close().finally(() => process.exit(isStopping ? 0 : (code ?? 1)));
});
