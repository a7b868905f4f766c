import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { isoOf } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import { masked, scopesHolding } from '../../core/protocol/holding.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { snapshotOf } from '../../core/protocol/snapshot.ts';
import { makeDemo } from './demo.ts';
import { drawPictures, photosFrom } from './pictures.ts';
import { districtCode } from './town-plan.ts';

/** What a phone of the demo loads before the first round: on a stairwell's network a minute is too long. */
const kb = 1024;
const mostBasemap = 45 * kb;
const mostPack = 300 * kb;
const seed = 20261;
const patience = 120_000;

const packed = (value: unknown): number => gzipSync(JSON.stringify(value)).length;
let grids: Map<Scope, KindRow[]>;

beforeAll(async () => {
  const photos = drawPictures(seed).map(({ scene, svg }) => ({
    scene,
    sha256: createHash('sha256').update(svg).digest('hex'),
  }));
  const { rows } = await makeDemo(seed, isoOf(Date.UTC(2026, 10, 20, 8, 30)), Promise.resolve(photosFrom(photos)));
  const held = rows.flatMap((row) => scopesHolding(districtCode, row).map((scope) => ({ scope, row })));
  grids = new Map(
    [...Map.groupBy(held, ({ scope }) => scope)]
      .filter(([scope]) => scope.startsWith('grid:'))
      .map(([scope, own]) => [scope, own.flatMap(({ row }) => masked('W', row, scope) ?? [])]),
  );
}, patience);

describe('a grid of the demo fits the network of a phone', () => {
  it('with a drawn base of 45 KB at most, as it is sent', () => {
    const bases = [...grids.values()].flat().filter(({ kind }) => kind === 'basemap');
    expect(bases).toHaveLength(20);
    expect(Math.max(...bases.map(({ row }) => packed(row)))).toBeLessThan(mostBasemap);
  });

  it('with a first sync of 300 KB at most, as it is sent, half a year of visits in it', () => {
    expect(grids.size).toBe(20);
    for (const [scope, rows] of grids) {
      expect(rows.filter(({ kind }) => kind === 'visit').length).toBeGreaterThan(1000);
      expect(packed(snapshotOf(scope, 1, rows))).toBeLessThan(mostPack);
    }
  });
});
