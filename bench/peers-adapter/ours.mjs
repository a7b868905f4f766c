/**
 * Our server for the side-by-side harness (its README, "Adding our server"): W1 the reconnect storm, W2 the first sync,
 * W3 one change. `npm run bench -- peers` links it into the harness and runs it. Needs Node 24, which reads our TypeScript.
 */
import { pathToFileURL } from 'node:url';
import { doorOf, gridRow, peopleOf, visitOf } from '../grid-rows.ts';
import { snapshotReady, startGrid, touch } from '../grid-server.ts';
import { ownScope } from '../grid-town.ts';
import { startOurs, whistleBatch } from '../ours.ts';

/** The harness's own data, from beside the script that runs. */
const generator = () => import(new URL('lib/gen.mjs', pathToFileURL(process.argv[1])));

export const ours = {
  name: 'shaodao',
  durability: 'PostgreSQL, fsync=on synchronous_commit=on, one transaction per group of waiting requests',
  async start() {
    const system = await startOurs();
    return { port: system.port, pids: system.pids(), system, stop: system.stop };
  },
  /** @param records whistles of the harness: what they say goes into ours; grid and category are the demo's */
  async push({ system }, port, phone, records) {
    const said = records.map(({ title, text, address }) => ({ text: `${title}。${address}。${text}` }));
    await system.push(phone, whistleBatch(system.grids, phone, said), { port, isZipped: true });
  },
};

/** A grid with its households, their people and visits, and its snapshot. */
export async function startSync(households, visits) {
  const { gridData } = await generator();
  const data = gridData(households, visits);
  const rows = [
    gridRow(0),
    ...data.households.flatMap((one) => [doorOf(one, 0, true), ...peopleOf(one, 0)]),
    ...data.visits.map((one) => visitOf(one, 0)),
  ];
  const server = await startGrid([rows]);
  await snapshotReady(server, ownScope);
  return server;
}

/** N households in grids of 3,300; her own grid's changed household is asked for on a new connection. */
export async function w3(count, { meas }) {
  const { household, rng } = await generator();
  const grids = Math.max(1, Math.round(count / 3300));
  const own = [];
  const others = [];
  function* parts() {
    yield Array.from({ length: grids }, (_, n) => gridRow(n));
    const random = rng(9);
    let rows = [];
    for (let i = 0; i < count; i++) {
      const row = doorOf(household(random, i, 0), i % grids, false);
      if (i % grids === 0) own.push(row.row.id);
      else if (others.length < 10_000) others.push(row.row.id);
      rows.push(row);
      if (rows.length < 20_000) continue;
      yield rows;
      rows = [];
    }
    yield rows;
  }
  const server = await startGrid(parts());
  try {
    const first = await server.pull(server.port, {});
    const { epoch } = first;
    const cursors = Object.fromEntries(Object.entries(first.scopes).map(([scope, { head }]) => [scope, head]));
    const one = async (port) => {
      const page = (await server.pull(port, { epoch, cursors })).scopes[ownScope];
      if (page.changes.length !== 1 || page.more) throw new Error(`${page.changes.length} changes`);
      cursors[ownScope] = page.to;
    };
    const touchOwn = () => touch(server.store, own.slice(0, 1));
    for (let i = 0; i < 3; i++) {
      await touchOwn();
      await one(server.port);
    }
    const a = await meas(server, one, touchOwn);
    const b =
      others.length < 10_000
        ? null
        : await meas(server, one, async () => {
            await touch(server.store, others);
            await touchOwn();
          });
    return { a, b };
  } finally {
    await server.stop();
  }
}
