import { isoOf } from '../../core/lib/time.ts';
import { historyDays } from './days.ts';
import type { Teller } from './tale.ts';
import { taleTimes } from './tale-times.ts';
import { rateEnded, tellDesks } from './tales-desks.ts';
import { tellNow } from './tales-now.ts';
import { tellShared } from './tales-shared.ts';
import { tellUnits } from './tales-units.ts';

/** Some seventy whistles told one by one: every deed that the rules know, and each desk with something to do now. */
export function liveTales(teller: Teller): void {
  const times = taleTimes(isoOf(teller.now));
  tellShared(teller, times);
  tellUnits(teller, times);
  tellDesks(teller, times);
  tellNow(teller, times);
  rateEnded(teller, times.day(historyDays - 1, 0));
}
