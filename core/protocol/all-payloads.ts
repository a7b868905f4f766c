import { loopPayloads } from './loop-payloads.ts';
import { payloads, type MutationType } from './payloads.ts';

/** Every validator, for those who need all at once: the server, the description of the API, tests. */
export const allPayloads = { ...payloads, ...loopPayloads };
export const mutationTypes = Object.keys(allPayloads) as MutationType[];
export const isMutationType = (type: string): type is MutationType => Object.hasOwn(allPayloads, type);
