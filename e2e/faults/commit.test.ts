/** Between COMMIT and answer is the one place where a server that dies leaves its phone in doubt. Held on real processes. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outsider, uuid7, chinaTime, type Answered } from '../browser/support/outsider.ts';
import { startServer, type RunningServer } from '../browser/support/server.ts';
import { Cluster } from './support/cluster.ts';
import { makeCommitRelay, type CommitRelay } from './support/commit-relay.ts';
import { gridOf, makeTown, townPassword, workerOf } from './support/town.ts';

let cluster: Cluster;
let relay: CommitRelay;
let server: RunningServer;
const env = (): Record<string, string> => ({ SEED: 'none', DATABASE_URL: cluster.url(relay.port) });

beforeAll(async () => {
  cluster = await Cluster.start();
  await makeTown(cluster.connection, 1);
  relay = await makeCommitRelay(cluster.socketPath);
  server = await startServer(undefined, 0, env());
});
afterAll(async () => {
  await server.stop();
  await relay.close();
  await cluster.dispose();
});

describe('killed between commit and answer', () => {
  it.each(['server', 'server and database'] as const)(
    '%s: what was sent stands, once, and is answered alike',
    async (what) => {
      const worker = await Outsider.signIn(server.url, workerOf(1), townPassword);
      worker.epoch = String(((await worker.get('/healthz')).body as { epoch?: string }).epoch);
      const whistle = `wh_${uuid7()}`;
      const raised = { whistle, grid: gridOf(1), category: null, text: what, emergency: false, place: null };
      const bytes = JSON.stringify(
        worker.envelope([
          worker.mutation('whistle.raise', { ...raised, photos: [], household: null, occurredAt: chinaTime() }),
          worker.mutation('whistle.comment', { whistle, text: '一' }),
          worker.mutation('whistle.sing', {}),
        ]),
      );
      const send = () => worker.json('POST', '/api/sync/push', bytes, { 'x-shaodao': '1' });

      const kept = relay.keepBack();
      const lost = send().then(
        () => 'answered',
        () => 'lost',
      );
      await kept;
      const gone = once(server.process, 'exit');
      if (what === 'server and database') cluster.kill();
      server.process.kill('SIGKILL');
      await gone;
      expect(await lost).toBe('lost');
      server = await startServer(server.dataDir, Number(new URL(server.url).port), env());

      const again = await send();
      expect(again.status).toBe(200);
      const results = again.body['results'] as Answered[];
      expect(results.map(({ outcome, repeated }) => ({ outcome, repeated }))).toEqual([
        { outcome: 'applied', repeated: true },
        { outcome: 'applied', repeated: true },
        { outcome: 'refused', repeated: true },
      ]);
      expect(await cluster.sql('select rev from whistle where id = $1', [whistle])).toEqual([{ rev: 2 }]);
      expect(await cluster.sql('select 1 as one from event where whistle = $1', [whistle])).toHaveLength(2);
      const { lately = [] } = (await (await fetch(`${server.url}/healthz`)).json()) as { lately?: { what: string }[] };
      expect(lately.map((one) => one.what)).toContain('killed-before');
    },
  );
});
