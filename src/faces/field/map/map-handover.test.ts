import gcoord from 'gcoord';
import { describe, expect, it } from 'vitest';
import { metresBetween } from '../../../../core/grid/distance.ts';
import type { LngLat } from '../../../../core/grid/grid.ts';
import { handoverLinks, spokenPosition, toBd09, toGcj02 } from './map-handover.ts';

const cities: readonly [string, LngLat][] = [
  ['Yuxi', [102.5467, 24.3505]],
  ['Panzhihua', [101.7186, 26.5823]],
  ["Ma'anshan", [118.5067, 31.6704]],
  ['Qiqihar', [123.918, 47.3543]],
];

describe('handing over to a map app', () => {
  it.each(cities)('moves a place of %s by the known offset, and back within a centimetre', (_city, place) => {
    const metres = metresBetween(place, toGcj02(place));
    expect(metres).toBeGreaterThan(340);
    expect(metres).toBeLessThan(570);
    const [lng, lat] = gcoord.transform(toGcj02(place), gcoord.GCJ02, gcoord.WGS84);
    expect(metresBetween(place, [lng, lat])).toBeLessThan(0.01);
  });

  it('gives Baidu its own coordinates, farther off still', () => {
    const place: LngLat = [118.5067, 31.6704];
    expect(metresBetween(place, toBd09(place))).toBeGreaterThan(800);
    const links = handoverLinks(place, '3栋', false);
    const [lng, lat] = toBd09(place).map((value) => value.toFixed(6));
    expect(links.find(({ app }) => app === 'baidu')?.href).toContain(`latlng:${lat},${lng}&coord_type=bd09ll`);
  });

  it('leaves places outside China as they are', () => {
    expect(toGcj02([2.35, 48.85])).toEqual([2.35, 48.85]);
  });

  it('names the goal safely, in the scheme of each phone', () => {
    const android = handoverLinks([118.5, 31.7], 'A&B 3栋', false);
    expect(android.map(({ href }) => href.split(':')[0])).toEqual(['amapuri', 'qqmap', 'baidumap', 'geo']);
    expect(android.every(({ href }) => href.includes('A%26B%203%E6%A0%8B'))).toBe(true);
    const apple = handoverLinks([118.5, 31.7], '3栋', true);
    expect(apple.map(({ href }) => href.split(':')[0])).toEqual(['iosamap', 'qqmap', 'baidumap', 'maps']);
    expect(spokenPosition([118.5, 31.7])).toMatch(/^31\.\d{6},118\.\d{6}$/);
  });
});
