import { memoryWorld } from './testing/memory-world.ts';
import { pullCases } from './testing/pull-cases.ts';
import { snapshotCases } from './testing/snapshot-cases.ts';

pullCases('memory', memoryWorld);
snapshotCases('memory', memoryWorld);
