import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lifecycleText } from './lifecycle-text.ts';

it('docs/LIFECYCLE.md says what the tables do (node scripts/write-lifecycle.ts writes it)', async () => {
  const written = await readFile(join(import.meta.dirname, '..', 'docs', 'LIFECYCLE.md'), 'utf8');
  expect(written).toBe(lifecycleText());
});
