import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId, uuidv7, type DeviceId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { PullReply } from '../../../core/protocol/pull.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

const grid = '990106001001001';
let numbers = 0;
const uuid = (): string => uuidv7(Date.now(), new Uint8Array(10).fill(++numbers));
const newDevice = () => makeId('device', uuid());

describe('a phone whose storage was emptied', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: grid }] },
        { username: 'shequ', grants: [{ role: 'community', area: grid.slice(0, 12) }] },
      ],
    });
  });
  afterAll(() => server.close());

  type Call = Awaited<ReturnType<TestServer['as']>>;
  const post = async <T>(call: Call, path: string, body: object): Promise<T> => {
    const reply = await call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, ...body }),
    });
    expect(reply.status).toBe(200);
    return (await reply.json()) as T;
  };
  const pull = (call: Call, device: DeviceId, set: { epoch?: string; formerly?: DeviceId[] } = {}) =>
    post<PullReply>(call, '/api/sync/pull', { epoch: null, device, cursors: {}, ...set });
  const push = (call: Call, device: DeviceId) =>
    post<{ epoch: string }>(call, '/api/sync/push', {
      epoch: null,
      device,
      mutations: [{ seq: 1, id: uuid(), type: 'no.such', v: 1, at: isoOf(Date.now()), payload: {} }],
    });
  const emptiedAt = async (): Promise<string | null | undefined> => {
    const reply = await (await server.as('shequ'))('/api/desk/staff');
    return ((await reply.json()) as { staff: { emptiedAt: string | null }[] }).staff[0]?.emptiedAt;
  };

  it('is told so, and its community too, when it comes back under its session without its device', async () => {
    const call = await server.as('wangge');
    const [before, after] = [newDevice(), newDevice()];
    expect((await pull(call, before)).emptied).toBeUndefined();
    const { epoch } = await push(call, before);
    expect((await pull(call, before, { epoch })).emptied).toBeUndefined();
    expect(await emptiedAt()).toBeNull();
    expect((await pull(call, after)).emptied).toMatchObject({ lastSeq: 1 });
    expect((await pull(call, after, { epoch })).emptied).toMatchObject({ lastSeq: 1 });
    expect(await emptiedAt()).not.toBeNull();
  });

  it('is not one that took another device id and knows the former, nor another phone of the same person', async () => {
    const call = await server.as('wangge');
    const [before, after] = [newDevice(), newDevice()];
    await pull(call, before);
    await push(call, before);
    expect((await pull(call, after, { formerly: [before] })).emptied).toBeUndefined();
    expect((await pull(await server.as('wangge'), newDevice())).emptied).toBeUndefined();
  });

  it('is not one that had never sent anything', async () => {
    const call = await server.as('wangge');
    await pull(call, newDevice());
    expect((await pull(call, newDevice())).emptied).toBeUndefined();
  });
});
