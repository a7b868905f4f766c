import type { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { lookupOf } from './session-lookup.ts';

/** A pool whose queries are answered when they are let go. */
function slowPool() {
  const asked: { ids: readonly string[]; answer: PromiseWithResolvers<{ rows: { id: string }[] }> }[] = [];
  const query = ({ values: [, ids] }: { values: [string, readonly string[]] }) => {
    const answer = Promise.withResolvers<{ rows: { id: string }[] }>();
    asked.push({ ids, answer });
    return answer.promise;
  };
  const letGo = async (): Promise<void> => {
    for (const { ids, answer } of asked)
      answer.resolve({ rows: ids.filter((id) => id !== 'gone').map((id) => ({ id })) });
    await new Promise(setImmediate);
  };
  return { pool: { query } as unknown as Pool, asked, letGo };
}

describe('sessions that are looked up at the same time', () => {
  it('are one query, each answered with its own', async () => {
    const { pool, asked, letGo } = slowPool();
    const lookup = lookupOf(pool, '990106');
    const first = lookup.find('a');
    const rest = ['b', 'c', 'b', 'gone'].map((id) => lookup.find(id));
    expect(asked.map(({ ids }) => ids)).toEqual([['a']]);
    await letGo();
    expect(asked.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'gone']]);
    await letGo();
    expect((await first)?.id).toBe('a');
    expect((await Promise.all(rest)).map((row) => row?.id)).toEqual(['b', 'c', 'b', undefined]);
  });

  it('never share what was asked before they came: a session ended meanwhile is not found', async () => {
    const { pool, asked, letGo } = slowPool();
    void lookupOf(pool, '990106').find('a');
    const after = lookupOf(pool, '990106').find('a');
    await letGo();
    expect(asked).toHaveLength(2);
    await letGo();
    expect((await after)?.id).toBe('a');
  });

  it('all fail where the database does, and are asked again', async () => {
    const { pool, asked, letGo } = slowPool();
    const lookup = lookupOf(pool, '990107');
    const failed = lookup.find('a');
    asked[0]?.answer.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const again = lookup.find('a');
    await letGo();
    expect((await again)?.id).toBe('a');
  });
});
