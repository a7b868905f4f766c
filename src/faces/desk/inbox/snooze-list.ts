import * as z from 'zod/mini';
import type { Iso } from '../../../../core/lib/time.ts';
import { instant } from '../../../../core/protocol/shapes.ts';

/** One whistle that is put aside, or was brought back (`until` null) and the server does not know it yet. */
export interface KeptSnooze {
  whistle: string;
  until: Iso | null;
  isSent: boolean;
}

export const keptSnoozesShape = z.array(
  z.object({ whistle: z.string(), until: z.nullable(instant), isSent: z.boolean() }),
);

/** What the server keeps, with what this computer has not told it yet laid over. */
export function joinSnoozes(kept: readonly KeptSnooze[], told: ReadonlyMap<string, Iso>): KeptSnooze[] {
  const unsent = kept.filter(({ isSent }) => !isSent);
  const own = new Set(unsent.map(({ whistle }) => whistle));
  const others = [...told].filter(([whistle]) => !own.has(whistle));
  return [...others.map(([whistle, until]) => ({ whistle, until, isSent: true })), ...unsent];
}

export const withSnooze = (kept: readonly KeptSnooze[], one: KeptSnooze): KeptSnooze[] => [
  ...kept.filter(({ whistle }) => whistle !== one.whistle),
  one,
];

/** What is aside at a moment: it comes back by itself. */
export const asideAt = (kept: readonly KeptSnooze[], now: Iso): Map<string, Iso> =>
  new Map(kept.flatMap(({ whistle, until }) => (until !== null && until > now ? [[whistle, until] as const] : [])));
