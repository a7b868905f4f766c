import { expect, it } from 'vitest';
import { isUrgentByDefault } from '../../core/whistle/urgency.ts';
import { loadCatalogue, urgenciesOf } from './catalogue.ts';

const rows = loadCatalogue();

it('holds 54 categories in 6 classes, each with a lead and an urgency', () => {
  expect(rows).toHaveLength(54);
  expect(new Set(rows.map((row) => row.classZh)).size).toBe(6);
  for (const row of rows) {
    expect(row.id).toMatch(/^0\d{3}$/);
    expect(row.urgency).toMatch(/^U[1-4](\|U[1-4])?$/);
    expect(row.lead).toMatch(/^[A-Z]{2}$/);
    expect(row.leadZh).not.toBe('');
  }
});

it('reads cells in quotes whole, and several helpers apart', () => {
  expect(rows.find((row) => row.id === '0102')).toMatchObject({ en: 'road collapse, pothole', urgency: 'U1|U3' });
  expect(rows.find((row) => row.id === '0206')).toMatchObject({
    helping: ['HB', 'ZJ'],
    limitNote: '7 d; live noise 110',
  });
});

it('knows which categories have two hours: water and fire exits, not a pothole without the switch', () => {
  const urgencies = urgenciesOf(rows);
  const isUrgent = (code: string) => isUrgentByDefault(urgencies.get(code) ?? '');
  expect(['0104', '0402'].every(isUrgent)).toBe(true);
  expect(['0102', '0103', '0208'].some(isUrgent)).toBe(false);
});
