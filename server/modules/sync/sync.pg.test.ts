import { pgWorlds } from './testing/pg-world.ts';
import { pullCases } from './testing/pull-cases.ts';
import { snapshotCases } from './testing/snapshot-cases.ts';
import { pushCases } from './testing/push-cases.ts';

const worlds = pgWorlds();
pushCases('PostgreSQL', worlds);
pullCases('PostgreSQL', worlds);
snapshotCases('PostgreSQL', worlds);
