import { pgWorlds } from './testing/pg-world.ts';
import { pullCases } from './testing/pull-cases.ts';
import { snapshotCases } from './testing/snapshot-cases.ts';
import { pushCases } from './testing/push-cases.ts';
import { unitCases } from './testing/unit-cases.ts';

const worlds = pgWorlds();
pushCases('PostgreSQL', worlds);
pullCases('PostgreSQL', worlds);
unitCases('PostgreSQL', worlds);
snapshotCases('PostgreSQL', worlds);
