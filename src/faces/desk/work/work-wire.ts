import * as z from 'zod/mini';
import { problemShape, type ProblemCode } from '../../../../core/protocol/problem.ts';
import type { UnitRow } from '../../../../core/org/unit.ts';
import type { DistrictSettings } from '../../../../core/settings/settings.ts';
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

export const fetchWaiting = (signal: AbortSignal) =>
  ask<{ whistles: WorkWhistle[] }>('/api/desk/waiting', 'whistles', signal);
export const fetchWhistle = (id: string, signal: AbortSignal) =>
  ask<OpenedWork>(`/api/desk/whistles/${id}`, 'whistle', signal);
export const fetchUnits = (signal: AbortSignal) => ask<{ units: UnitRow[] }>('/api/desk/units', 'units', signal);
export const fetchSettings = (signal: AbortSignal) =>
  ask<{ settings: DistrictSettings }>('/api/settings', 'settings', signal);
