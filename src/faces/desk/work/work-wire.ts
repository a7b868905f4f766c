import * as z from 'zod/mini';
import { isSearchable } from '../../../../core/lib/bigrams.ts';
import { problemShape, type ProblemCode } from '../../../../core/protocol/problem.ts';
import type { UnitRow } from '../../../../core/org/unit.ts';
import type { DistrictSettings } from '../../../../core/settings/settings.ts';
import type { PageAnswer } from '../kit/use-pages.ts';
import { whistleStages } from '../../../../core/whistle/stage.ts';
import type { WhistleEventRow, WhistleRow } from '../../../../core/whistle/whistle.ts';

/** A whistle with the names that this desk has no rows for. */
export type WorkWhistle = WhistleRow & {
  names: { category: { zh: string; en: string } | null; grid: string | null; community: string | null };
};
export interface OpenedWork {
  whistle: WorkWhistle;
  events: WhistleEventRow[];
  actions: string[];
}

export type Answer<T> = { ok: true; value: T } | { ok: false; code: ProblemCode | 'offline' };

/** That it is an object with the member; rows are taken as they come, as in a pull. */
export async function ask<T>(path: string, member: string, signal: AbortSignal): Promise<Answer<T>> {
  try {
    const reply = await fetch(path, { signal, cache: 'no-store' });
    const body: unknown = await reply.json();
    if (reply.ok) {
      const read = z.looseObject({ [member]: z.unknown() }).safeParse(body);
      return read.success ? { ok: true, value: body as T } : { ok: false, code: 'offline' };
    }
    const problem = problemShape.safeParse(body);
    return { ok: false, code: problem.success ? problem.data.code : 'offline' };
  } catch {
    return { ok: false, code: 'offline' };
  }
}

export const waitingClocks = ['overdue', 'dueSoon'] as const;

/** What of the list is wanted; '' is all. `q` has two characters at least. */
export interface WaitingLook {
  q: string;
  stage: string;
  category: string;
  clock: string;
}

/** What can be asked of what stands in an address: anybody may have written it. */
export const lookOf = ({ q, stage, category, clock }: WaitingLook): WaitingLook => ({
  q: isSearchable(q) ? q.trim().slice(0, 50) : '',
  stage: whistleStages.find((one) => one === stage) ?? '',
  category: /^[0-9A-Za-z-]{1,20}$/.test(category) ? category : '',
  clock: waitingClocks.find((one) => one === clock) ?? '',
});

const pageSize = 50;

/** One page, from the beginning or after the one that gave `after`. */
export async function fetchWaiting(
  look: WaitingLook,
  after: string | null,
  signal: AbortSignal,
): Promise<PageAnswer<WorkWhistle>> {
  const wanted = Object.entries({ ...look, after: after ?? '', limit: `${pageSize}` }).filter(
    ([, value]) => value !== '',
  );
  const path = `/api/desk/waiting?${new URLSearchParams(wanted).toString()}`;
  const answer = await ask<{ whistles: WorkWhistle[]; next: string | null }>(path, 'whistles', signal);
  return answer.ok ? { ok: true, page: { rows: answer.value.whistles, next: answer.value.next } } : answer;
}
export const fetchWhistle = (id: string, signal: AbortSignal) =>
  ask<OpenedWork>(`/api/desk/whistles/${id}`, 'whistle', signal);
export const fetchUnits = (signal: AbortSignal) => ask<{ units: UnitRow[] }>('/api/desk/units', 'units', signal);
export const fetchSettings = (signal: AbortSignal) =>
  ask<{ settings: DistrictSettings }>('/api/settings', 'settings', signal);
