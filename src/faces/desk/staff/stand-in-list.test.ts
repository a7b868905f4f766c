import { describe, expect, it } from 'vitest';
import { makeId } from '../../../../core/lib/id.ts';
import { testUuid } from '../../../../core/testing/builders.ts';
import { lastingPosts, standInsOf } from './stand-in-list.ts';
import type { Colleague, Post } from './staff-wire.ts';

const now = '2026-11-22T08:00:00.000Z';
const post = (area: string, from: Post['from'], to: Post['to'] = null): Post => ({
  role: 'worker',
  area,
  areaName: null,
  from,
  to,
});
const colleague = (n: number, ...posts: Post[]): Colleague => ({
  id: makeId('account', testUuid(n)),
  username: `w${n}`,
  name: `第${n}`,
  posts,
  mayReset: true,
  emptiedAt: null,
});

describe('stand-ins', () => {
  it('are what is covered now or later, by their beginning; the end is the day before midnight', () => {
    const staff = [
      colleague(
        1,
        post('1', '2026-01-01T00:00:00.000Z'),
        post('2', '2026-11-24T16:00:00.000Z', '2026-11-26T16:00:00.000Z'),
      ),
      colleague(2, post('3', '2026-11-22T02:00:00.000Z', '2026-11-22T16:00:00.000Z')),
      colleague(3, post('4', '2026-11-20T02:00:00.000Z', '2026-11-22T08:00:00.000Z')),
    ];
    expect(
      standInsOf(staff, now).map(({ name, grid, firstDay, lastDay, isNow }) => [name, grid, firstDay, lastDay, isNow]),
    ).toEqual([
      ['第2', '3', '2026-11-22', '2026-11-22', true],
      ['第1', '2', '2026-11-25', '2026-11-26', false],
    ]);
  });

  it('do not stand among the posts for good', () => {
    const [own, covered] = [post('1', '2026-01-01T00:00:00.000Z'), post('2', now, '2026-11-26T16:00:00.000Z')];
    expect(lastingPosts([own, covered])).toEqual([own]);
  });
});
