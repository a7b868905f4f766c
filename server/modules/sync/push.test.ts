import { memoryWorld } from './testing/memory-world.ts';
import { pushCases } from './testing/push-cases.ts';

pushCases('memory', memoryWorld);
