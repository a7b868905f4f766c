/**
 * The built app. Files with a hash in their name never change and are kept for a year; the page and the service
 * worker are asked for again each time, so a new version is seen at once. Addresses of the app's own router give
 * the page.
 */
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ProblemError } from '../../problems.ts';

const pageFolders = ['/field', '/desk'];

export async function webRoutes(app: FastifyInstance, distDir: string): Promise<void> {
  const files = new Set(await filesOf(distDir));
  await app.register(fastifyStatic, { root: distDir, serve: false });

  app.route({
    method: 'GET',
    url: '/*',
    config: { access: 'public' },
    schema: { hide: true, summary: 'The built app' },
    handler: async (request, reply) => {
      const path = pathOf(request.url);
      if (path !== '/' && files.has(path)) return send(reply, path);
      if (isPage(path) && files.has('/index.html')) return send(reply, '/index.html');
      throw new ProblemError('not-found', 'nothing is at this address');
    },
  });
}

/** Relative to the folder, with a slash before. */
async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
    .filter((path) => !isUnserved(path));
}

/** What a build may leave beside the app: sources of the code, settings. */
const isUnserved = (path: string): boolean => path.includes('/.') || path.endsWith('.map');

function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '/');
  } catch {
    return '';
  }
}

const isPage = (path: string): boolean =>
  path === '/' ||
  pageFolders.some((folder) => path === folder || (path.startsWith(`${folder}/`) && !path.includes('.')));

function send(reply: FastifyReply, path: string): FastifyReply {
  const isHashed = path.startsWith('/assets/');
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  return reply.sendFile(path.slice(1), { cacheControl: false });
}
