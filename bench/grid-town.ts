/** One worker and her grid, named alike by the server that holds it and by the page that syncs it. */
import type { Grant } from '../core/org/role.ts';
import { testUuid } from '../core/testing/builders.ts';
import { makeId } from '../core/lib/id.ts';

export const benchDistrict = '990106';
/** The n-th grid of a community. */
export const gridNumbered = (n: number): string => `990106001001${String(n + 1).padStart(3, '0')}`;
export const ownGrid = gridNumbered(0);
export const ownScope = `grid:${ownGrid}` as const;

const grants: Grant[] = [{ role: 'worker', area: ownGrid, from: '2026-01-01T00:00:00.000Z', to: null }];
export const benchWorker = { id: makeId('account', testUuid(1)), username: 'wangge', name: '王阁', grants };
