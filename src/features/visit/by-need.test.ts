import { expect, it } from 'vitest';
import type { NeedKind } from '../../../core/household/household.ts';
import type { Iso } from '../../../core/lib/time.ts';
import { household } from '../../../core/testing/builders.ts';
import { byNeed } from './by-need.ts';

const seen = (day: string): Iso => `2026-${day}T02:00:00.000Z` as Iso;

it('orders doors by the most pressing need, then by the days since somebody was there', () => {
  const doors = [
    household(1, { room: 'no need, long ago', lastVisitAt: seen('01-10') }),
    household(2, { room: 'low income', lastVisitAt: seen('02-01') }),
    household(3, { room: 'alone, recently', lastVisitAt: seen('11-10') }),
    household(4, { room: 'alone, long ago', lastVisitAt: seen('10-01') }),
    household(5, { room: 'low income and a child at risk', lastVisitAt: seen('11-15') }),
    household(6, { room: 'alone, never' }),
    household(7, { room: 'no need, never' }),
  ];
  const kinds: Record<string, NeedKind[]> = Object.fromEntries(
    doors.map(({ id, room }) => [
      id,
      [
        ...(room.includes('low income') ? (['lowIncome'] as const) : []),
        ...(room.includes('alone') ? (['livingAlone'] as const) : []),
        ...(room.includes('child') ? (['childAtRisk'] as const) : []),
      ],
    ]),
  );
  expect(byNeed(doors, (id) => kinds[id] ?? []).map(({ room }) => room)).toEqual([
    'low income and a child at risk',
    'alone, never',
    'alone, long ago',
    'alone, recently',
    'low income',
    'no need, never',
    'no need, long ago',
  ]);
});
