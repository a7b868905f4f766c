/**
 * Pictures of the ground from a map service that the tenant chose (Tianditu by default). The page asks only this server:
 * the key stays here, and no other origin learns who looks where. Off until a key or an address is set.
 */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { TilesConfig } from '../../config.ts';
import { bytesShape } from '../../http/open-shapes.ts';
import { ProblemError } from '../../problems.ts';

/** Map, its names, imagery, its names: as Tianditu calls them. */
const layers = ['vec', 'cva', 'img', 'cia'] as const;
const number = z.string().check(z.regex(/^\d{1,6}$/));
const place = z.object({ layer: z.enum(layers), z: number, x: number, y: number });
const problems = { 400: problemShape, 401: problemShape, 403: problemShape, 404: problemShape };

const upstreamTimeoutMs = 10_000;
const largestBytes = 1_000_000;
/** In the browser of the person alone: behind a session nothing is for shared caches. */
const cached = 'private, max-age=604800';
const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'];

export async function tileRoutes(plain: FastifyInstance, tiles: TilesConfig | null): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/tiles',
    config: { access: 'session' },
    schema: {
      summary: 'Which pictures of the ground there are; none unless they are set up',
      response: { 200: z.object({ layers: z.array(z.enum(layers)), notice: z.string() }), ...problems },
    },
    handler: async () => (tiles ? { layers: [...layers], notice: tiles.notice } : { layers: [], notice: '' }),
  });

  app.route({
    method: 'GET',
    url: '/api/tiles/:layer/:z/:x/:y',
    config: { access: 'session' },
    schema: {
      summary: 'One picture of the ground (web Mercator)',
      params: place,
      response: { 200: bytesShape, ...problems },
    },
    handler: async ({ params }, reply) => {
      const [level, x, y] = [Number(params.z), Number(params.x), Number(params.y)];
      if (level < 1 || level > 18 || x >= 2 ** level || y >= 2 ** level)
        throw new ProblemError('bad-request', 'z from 1 to 18, x and y within that level');
      if (!tiles) throw new ProblemError('not-found', 'no pictures of the ground are set up');
      const picture = await fetchTile(addressOf(tiles, params.layer, level, x, y));
      if (!picture) throw new ProblemError('not-found', 'the map service gave no picture');
      return reply.header('cache-control', cached).type(picture.type).send(picture.bytes);
    },
  });
}

function addressOf({ template, key }: TilesConfig, layer: string, level: number, x: number, y: number): string {
  const parts: Record<string, string> = {
    layer,
    z: String(level),
    x: String(x),
    y: String(y),
    s: String((x + y) % 8),
    key: encodeURIComponent(key),
  };
  return template.replaceAll(/\{(layer|[zxys]|key)\}/g, (_all, name: string) => parts[name] ?? '');
}

/** null: the service is away, refuses, or sends something that is no picture. Its words, which may hold the key, go nowhere. */
async function fetchTile(address: string): Promise<{ type: string; bytes: Buffer } | null> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(upstreamTimeoutMs) });
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    const length = Number(answer.headers.get('content-length') ?? 0);
    if (!answer.ok || !pictureTypes.includes(type) || length > largestBytes) {
      await answer.body?.cancel();
      return null;
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    return bytes.length > 0 && bytes.length <= largestBytes ? { type, bytes } : null;
  } catch {
    return null; // not reached in time: the drawn ground is seen instead
  }
}
