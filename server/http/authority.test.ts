import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeApp } from '../testing/routes.ts';
import { authorityText } from './authority.ts';

it('docs/AUTHORITY.md says what the code does (node scripts/write-authority.ts writes it)', async () => {
  const written = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'AUTHORITY.md'), 'utf8');
  const { routes } = await describeApp();
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter(({ summary }) => summary === '')).toEqual([]);
  expect(written).toBe(authorityText(routes));
});
