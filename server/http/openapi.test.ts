import { beforeAll, describe, expect, it } from 'vitest';
import { mutationTypes } from '../../core/protocol/all-payloads.ts';
import { pulledKinds } from '../../core/protocol/row-shapes.ts';
import { describeApp, type AppDescription } from '../testing/routes.ts';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Where a schema says nothing of a value. */
function emptySchemas(value: unknown, path: string): string[] {
  if (!isNode(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => emptySchemas(item, `${path}/${i}`));
  const own = Object.entries(value);
  const isProperties = path.endsWith('/properties');
  const empty = own
    .filter(
      ([key, inner]) =>
        isNode(inner) && Object.keys(inner).length === 0 && (isProperties || key === 'items' || key === 'schema'),
    )
    .map(([key]) => `${path}/${key}`);
  return [...empty, ...own.flatMap(([key, inner]) => emptySchemas(inner, `${path}/${key}`))];
}

function refsIn(value: unknown): string[] {
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: { pattern?: string } }[];
  security?: unknown;
  responses: Record<string, { content?: Record<string, { schema: Node }> }>;
  requestBody?: { content: Record<string, { schema: Node }> };
}

describe('the description of the API', () => {
  let described: AppDescription;
  let paths: Record<string, Record<string, Operation>>;
  let schemas: Record<string, { properties?: Record<string, Node>; oneOf?: Node[]; required?: string[] }>;
  beforeAll(async () => {
    described = await describeApp();
    const { openapi } = described as unknown as {
      openapi: { paths: typeof paths; components: { schemas: typeof schemas } };
    };
    ({ paths } = openapi);
    ({ schemas } = openapi.components);
  });
  const operation = (method: string, url: string): Operation => {
    const found = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    if (!found) throw new Error(`${method} ${url} is not described`);
    return found;
  };
  const routes = () => described.routes.filter(({ method, url }) => method !== 'HEAD' && url !== '/*');

  it('leaves no field, no item and no reply open', () => {
    expect(emptySchemas(described.openapi, '')).toEqual([]);
  });

  it('names only schemas that it holds', () => {
    const missing = refsIn(described.openapi).filter((ref) => !(ref.replace('#/components/schemas/', '') in schemas));
    expect(missing).toEqual([]);
  });

  it('describes every mutation by its payload, and every kind of row', () => {
    for (const type of mutationTypes) expect(schemas[type]?.properties).toBeTruthy();
    for (const kind of pulledKinds) expect(schemas[`row.${kind}`]?.properties).toHaveProperty('rev');
    expect(schemas['Mutation']?.oneOf).toHaveLength(mutationTypes.length);
    expect(schemas['Change']?.oneOf).toHaveLength(pulledKinds.length + 1);
    expect(operation('POST', '/api/sync/push').requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/PushRequest',
    });
    expect(operation('POST', '/api/sync/pull').responses['200']?.content?.['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/PullReply',
    });
    expect(schemas['whistle.raise']?.properties).toMatchObject({
      whistle: { type: 'string', pattern: expect.stringMatching(/^\^wh_/) },
      grid: { type: 'string', pattern: '^\\d{15}$' },
      occurredAt: { type: 'string', pattern: expect.any(String) },
    });
    expect(schemas['PushRequest']?.properties).toMatchObject({ device: { pattern: expect.stringMatching(/^\^dv_/) } });
  });

  it('says of each route who is refused, which header a change carries, and that refusals are problems', () => {
    for (const { method, url, access, isGuardedChange } of routes()) {
      const { responses, parameters = [], security } = operation(method, url);
      const name = `${method} ${url}`;
      expect([name, Object.keys(responses).some((status) => Number(status) < 300)]).toEqual([name, true]);
      expect([name, '401' in responses]).toEqual([
        name,
        access !== 'public' || (url === '/api/session' && method === 'POST'),
      ]);
      expect([name, parameters.some((one) => one.name === 'x-shaodao')]).toEqual([name, isGuardedChange]);
      expect([name, security !== undefined]).toEqual([name, access !== 'public' || isGuardedChange]);
      for (const [status, response] of Object.entries(responses))
        if (Number(status) >= 400)
          expect([name, status, Object.keys(response.content ?? {})]).toEqual([
            name,
            status,
            ['application/problem+json'],
          ]);
    }
    for (const status of ['400', '401', '429', '503'])
      expect(operation('POST', '/api/session').responses).toHaveProperty(status);
  });
});
