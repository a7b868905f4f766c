import { describe, expect, it } from 'vitest';
import { whistle } from '../testing/builders.ts';
import type { WhistleRow } from './whistle.ts';
import { similarTo } from './similar.ts';

const row = (name: string, given: Partial<WhistleRow>): WhistleRow =>
  whistle(1, { id: `wh_${name}`, place: { lng: 118.5, lat: 31.7, accuracy: 5, method: 'gps' }, ...given });

const pointOf = ({ place }: Pick<WhistleRow, 'place'>) => (place ? ([place.lng, place.lat] as const) : null);
const here = row('here', {});
const near = row('near', { place: { lng: 118.5003, lat: 31.7, accuracy: 5, method: 'gps' } });

describe('similar whistles', () => {
  it('are open, of the same category, within 50 m', () => {
    expect(similarTo(here, [here, near], pointOf)).toEqual([{ whistle: near, metres: 28 }]);
  });

  it.each([
    ['of another category', { ...near, category: '0201' }],
    ['ended', { ...near, stage: 'settled' as const }],
    ['too far away', { ...near, place: { lng: 118.501, lat: 31.7, accuracy: 5, method: 'gps' as const } }],
    ['without a place', { ...near, place: null }],
    ['of two months ago', { ...near, raisedAt: '2026-09-20T01:00:00.000Z' as const }],
  ])('leave out one that is %s', (_why, other) => {
    expect(similarTo(here, [other], pointOf)).toEqual([]);
  });
});
