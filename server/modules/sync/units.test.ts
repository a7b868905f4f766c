import { memoryWorld } from './testing/memory-world.ts';
import { unitCases } from './testing/unit-cases.ts';

unitCases('memory', memoryWorld);
