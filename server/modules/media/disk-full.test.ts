import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemFor } from '../../http/fault.ts';
import { wang } from '../../../core/testing/builders.ts';
import { mediaRoutes, type MediaDeps } from './routes.ts';

it('a photo is not begun when the disk has no room for it, and is told so in words', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'shaodao-media-'));
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const session = { district: '990106', account: wang.account };
  // Beginning an upload asks only these of what a server hands in.
  const deps = {
    dataDir,
    sessionOf: () => session,
    problemFor,
    log: app.log,
    freeBytes: () => Promise.resolve(65_000_000),
  };
  await mediaRoutes(app, deps as unknown as MediaDeps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const metadata = { sha256: 'a'.repeat(64), size: 'full', type: 'image/jpeg' };
  const named = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
  const reply = await fetch(`http://127.0.0.1:${port}/api/media`, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': named.join(',') },
  });
  expect(reply.status).toBe(507);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(await reply.json()).toMatchObject({ code: 'storage-full', detail: expect.stringContaining('disk is full') });
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
});
