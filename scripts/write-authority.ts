/** `node scripts/write-authority.ts`: prints who may do what into docs/AUTHORITY.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityText } from '../server/http/authority.ts';
import { describeApp } from '../server/testing/routes.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'AUTHORITY.md'), authorityText((await describeApp()).routes));
