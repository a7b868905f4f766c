import { storeContract } from './testing/contract.ts';
import { memoryWorld } from './testing/memory-world.ts';

storeContract('memory', memoryWorld);
