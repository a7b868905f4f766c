import { describe, expect, it } from 'vitest';
import { author, testGrid, testNow } from '../testing/builders.ts';
import { authority, grantsFor, mayDo, type Deed } from './authority.ts';
import { roles, type Role } from './role.ts';

/** What stands in lifecycle.md, written once more by hand: everything else is denied. */
const lawful = new Set([
  'worker raise',
  'community raise',
  'street raise',
  'worker visit',
  'worker register',
  'community register',
  'worker walk',
  'community study',
  'street coordinate',
]);
/** Each role's own area over the grid, and others that must not do. */
const ownArea: Record<Role, string> = {
  worker: testGrid,
  community: testGrid.slice(0, 12),
  street: testGrid.slice(0, 9),
  district: testGrid.slice(0, 6),
  city: '990100',
  unit: 'un_019a0000-0000-7000-8000-000000000001',
  leader: testGrid.slice(0, 6),
  admin: testGrid.slice(0, 6),
};
const foreignAreas = ['990106001001004', '990106001002', '990106002', '990107', '', testGrid.slice(0, 14)];

describe('every role, deed and area', () => {
  for (const role of roles) {
    for (const deed of Object.keys(authority) as Deed[]) {
      const isLawful = lawful.has(`${role} ${deed}`);
      it(`${isLawful ? 'lets' : 'does not let'} a ${role} ${deed} in its own area, and nowhere else`, () => {
        expect(mayDo(author(1, role, ownArea[role]), deed, testGrid, testNow)).toBe(isLawful);
        for (const area of [...foreignAreas, ...Object.values(ownArea)].filter((one) => one !== ownArea[role])) {
          expect(mayDo(author(1, role, area), deed, testGrid, testNow)).toBe(false);
        }
      });
    }
  }
});

it('asks whether the grant held at that moment, and remembers that it once did', () => {
  const handedOver = author(1, 'worker', testGrid, '2025-01-01T00:00:00.000Z', '2026-11-18T01:00:00.000Z');
  expect(mayDo(handedOver, 'visit', testGrid, testNow)).toBe(false);
  expect(mayDo(handedOver, 'visit', testGrid, '2026-11-18T00:59:59.999Z')).toBe(true);
  expect(grantsFor(handedOver, 'visit', testGrid)).toHaveLength(1);
});
