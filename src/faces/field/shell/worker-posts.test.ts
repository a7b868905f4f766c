import { describe, expect, it } from 'vitest';
import type { Iso } from '../../../../core/lib/time.ts';
import type { Grant } from '../../../../core/org/role.ts';
import { otherGrid, testGrid, testNow } from '../../../../core/testing/builders.ts';
import { workerPosts } from './worker-posts.ts';

const grant = (area: string, from: Iso, to: Iso | null, role: Grant['role'] = 'worker'): Grant => ({
  role,
  area,
  from,
  to,
});
const long: Iso = '2025-01-01T00:00:00.000Z';

describe('the grids of a worker', () => {
  it.each([
    ['her own', [grant(testGrid, long, null)], [{ state: 'own', grid: testGrid }]],
    [
      'a stand-in until the last whole day',
      [grant(otherGrid, long, '2026-11-30T16:00:00.000Z')],
      [{ state: 'standIn', grid: otherGrid, lastDay: '2026-11-30' }],
    ],
    [
      'a stand-in that ends at noon',
      [grant(otherGrid, long, '2026-11-30T04:00:00.000Z')],
      [{ state: 'standIn', grid: otherGrid, lastDay: '2026-11-30' }],
    ],
    [
      'one that is still to come',
      [grant(otherGrid, '2026-11-30T16:00:00.000Z', '2026-12-10T16:00:00.000Z')],
      [{ state: 'coming', grid: otherGrid, firstDay: '2026-12-01' }],
    ],
    ['one that is over', [grant(otherGrid, long, testNow)], [{ state: 'over', grid: otherGrid }]],
    [
      'a stand-in that became her own',
      [grant(testGrid, long, testNow), grant(testGrid, testNow, null)],
      [{ state: 'own', grid: testGrid }],
    ],
    [
      'two stand-ins of one grid: the later end',
      [grant(otherGrid, long, '2026-11-20T16:00:00.000Z'), grant(otherGrid, long, '2026-11-25T16:00:00.000Z')],
      [{ state: 'standIn', grid: otherGrid, lastDay: '2026-11-25' }],
    ],
    ['nothing of other roles', [grant(testGrid.slice(0, 12), long, null, 'community')], []],
  ] as const)('%s', (_, grants, expected) => {
    expect(workerPosts(grants, testNow)).toEqual(expected);
  });
});
