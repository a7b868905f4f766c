import { describe, expect, it } from 'vitest';
import { testNow } from '../../../core/testing/builders.ts';
import { isoOf, minuteMs, msOf } from '../../../core/lib/time.ts';
import { incidentKinds, makeIncidents } from './incidents.ts';

function noted() {
  const clock = { now: msOf(testNow) };
  const said: string[] = [];
  const incidents = makeIncidents(
    () => clock.now,
    ({ what }) => said.push(what),
  );
  return { clock, said, incidents };
}

describe('what happened lately', () => {
  it('counts what goes on as one and says it once, newest first', () => {
    const { clock, said, incidents } = noted();
    incidents.note('database-away');
    incidents.note('clock-jumped');
    clock.now += minuteMs;
    incidents.note('database-away');
    expect(incidents.lately()).toEqual([
      { what: 'database-away', at: isoOf(clock.now), count: 2 },
      { what: 'clock-jumped', at: testNow, count: 1 },
    ]);
    expect(said).toEqual(['database-away', 'clock-jumped']);
  });

  it('is another one after a quiet quarter of an hour', () => {
    const { clock, said, incidents } = noted();
    incidents.note('disk-full');
    clock.now += 16 * minuteMs;
    incidents.note('disk-full');
    expect(incidents.lately().map(({ count }) => count)).toEqual([1, 1]);
    expect(said).toEqual(['disk-full', 'disk-full']);
  });

  it('is kept within bounds', () => {
    const { clock, incidents } = noted();
    for (let i = 0; i < 200; i += 1) {
      clock.now += 16 * minuteMs;
      incidents.note(incidentKinds[i % incidentKinds.length] ?? 'restarted');
    }
    expect(incidents.lately()).toHaveLength(32);
  });
});
