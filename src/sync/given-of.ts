import { uuidv7 } from '../../core/lib/id.ts';
import type { Given } from '../local/given.ts';
import type { Clock, Random } from './ports.ts';

export const givenOf = (clock: Pick<Clock, 'now'>, random: Pick<Random, 'bytes'>): Given => ({
  now: () => clock.now(),
  uuid: () => uuidv7(clock.now(), random.bytes(10)),
});
