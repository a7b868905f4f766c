/** `node scripts/write-lifecycle.ts`: prints the life of a whistle into docs/LIFECYCLE.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifecycleText } from './lifecycle-text.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'LIFECYCLE.md'), lifecycleText());
