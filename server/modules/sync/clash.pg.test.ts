/** X3 over the wire: two workers of one grid correct the same household without a network, then both send. */
import { describe, expect, it } from 'vitest';
import type { ConflictRow, EntryRow, HouseholdRow } from '../../../core/household/household.ts';
import type { Author } from '../../../core/org/role.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { author, clerk, household, householdId, testGrid, testUuid, wang } from '../../../core/testing/builders.ts';
import { pgWorlds } from './testing/pg-world.ts';
import { deviceId, district, later, makeWorld, mutation, pullOf, pushOf, type SyncWorld } from './testing/world.ts';

const worlds = pgWorlds();
const li = author(9, 'worker', testGrid);
const phones = new Map<Author, number>([
  [wang, 1],
  [li, 2],
  [clerk, 3],
]);
const scope = `grid:${testGrid}` as const;

async function start(): Promise<SyncWorld> {
  const base = await worlds();
  await base.setAuthor(li);
  return makeWorld(base);
}

let uuids = 0;
/** One mutation of somebody's phone, its next number. */
async function send(world: SyncWorld, who: Author, seq: number, type: string, payload: object) {
  const device = deviceId(phones.get(who) ?? 9);
  const one = mutation(seq, type, payload, { id: testUuid(40_000 + ++uuids) });
  const epoch = seq === 1 ? null : 'first';
  const answer = await world.sync.push(
    district,
    { account: who.account, isDesk: false },
    pushOf([one], { device, epoch }),
  );
  if (!answer.ok) throw new Error(answer.problem.code);
  const [result] = answer.reply.results;
  if (!result) throw new Error('a mutation is answered');
  return result;
}

/** What somebody's phone holds after a pull. */
async function held(world: SyncWorld, who: Author) {
  const answer = await world.sync.pull(
    district,
    who.account,
    pullOf({ device: deviceId(phones.get(who) ?? 9), epoch: 'first', cursors: { [scope]: 0 } }),
  );
  if (!answer.ok) throw new Error(answer.problem.code);
  const changes = (answer.reply.scopes[scope]?.changes ?? []) as unknown as (KindRow & { op: string })[];
  const put = changes.filter(({ op }) => op === 'put');
  const of = <Row>(kind: KindRow['kind']): Row[] =>
    put.flatMap((entry) => (entry.kind === kind ? [entry.row as Row] : []));
  return {
    door: of<HouseholdRow>('household').find(({ id }) => id === householdId(1)),
    conflicts: of<ConflictRow>('conflict'),
    entries: of<EntryRow>('entry'),
  };
}

const name = household(1).name;
const renamed = (to: string) => ({ household: householdId(1), set: { name: { from: name, to } } });

describe('X3: two workers on the same household', () => {
  it('that corrected different fields both have their way', async () => {
    const world = await start();
    await send(world, wang, 1, 'household.amend', renamed('陈桂蘭'));
    const other = { household: householdId(1), set: { phone: { from: null, to: '15400000001' } } };
    expect(await send(world, li, 1, 'household.amend', other)).not.toHaveProperty('conflicts');
    for (const who of [wang, li, clerk]) {
      const { door, conflicts } = await held(world, who);
      expect(door).toMatchObject({ name: '陈桂蘭', phone: '15400000001' });
      expect(conflicts).toEqual([]);
    }
  });

  it('that disagree over one field are told so: both values with both names lie with everybody', async () => {
    const world = await start();
    await send(world, wang, 1, 'household.amend', renamed('陈桂蘭'));
    world.clock.now = later(60_000);
    const result = await send(world, li, 1, 'household.amend', renamed('陈贵兰'));
    expect(result).toMatchObject({ outcome: 'applied', conflicts: [expect.stringMatching(/^cf_/)] });
    for (const who of [wang, li, clerk]) {
      const { door, conflicts } = await held(world, who);
      expect(door?.name).toBe('陈桂蘭');
      expect(conflicts).toMatchObject([
        {
          field: 'name',
          mine: { value: '陈贵兰', byName: li.name, at: later(60_000) },
          theirs: { value: '陈桂蘭', byName: wang.name },
        },
      ]);
    }
  });

  it('have one of them choose: the value stands, the clash is gone for all, a second choice finds it done', async () => {
    const world = await start();
    await send(world, wang, 1, 'household.amend', renamed('陈桂蘭'));
    await send(world, li, 1, 'household.amend', renamed('陈贵兰'));
    const [conflict] = (await held(world, wang)).conflicts;
    const choice = { conflict: conflict?.id, keep: 'mine' };
    expect(await send(world, wang, 2, 'household.resolve', choice)).toMatchObject({ outcome: 'applied' });
    expect(await send(world, li, 2, 'household.resolve', choice)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'not-found' },
    });
    for (const who of [wang, li, clerk]) {
      const { door, conflicts, entries } = await held(world, who);
      expect(door).toMatchObject({ name: '陈贵兰', keys: 'keys of 陈贵兰' });
      expect(conflicts).toEqual([]);
      expect(entries.map(({ what }) => what.type)).toContain('conflict-resolved');
    }
  });

  it('of which one removes it: the other’s correction comes back with a reason, and nothing rises again', async () => {
    const world = await start();
    await send(world, clerk, 1, 'household.remove', { household: householdId(1), reason: 'mistake' });
    expect(await send(world, li, 1, 'household.amend', renamed('陈贵兰'))).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'not-found' },
    });
    expect((await held(world, li)).door).toBeUndefined();
  });
});
