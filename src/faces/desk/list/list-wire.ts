import * as z from 'zod/mini';
import { problemShape, type ProblemCode } from '../../../../core/protocol/problem.ts';
import { instant } from '../../../../core/protocol/shapes.ts';
import { clockNames } from '../../../../core/whistle/clock.ts';
import { whistleStages, type WhistleStage } from '../../../../core/whistle/stage.ts';

/** `GET /api/desk/whistles`: what a list shows of a whistle; nothing of the household. */
const listedShape = z.object({
  id: z.string(),
  grid: z.string(),
  stage: z.enum(whistleStages),
  category: z.nullable(z.string()),
  text: z.nullable(z.string()),
  emergency: z.boolean(),
  photos: z.array(z.string()),
  raisedAt: instant,
  occurredAt: instant,
  raisedByName: z.string(),
  clocks: z.array(
    z.object({
      name: z.enum(clockNames),
      state: z.enum(['running', 'paused', 'met', 'missed', 'stopped']),
      startedAt: instant,
      dueAt: instant,
      endedAt: z.nullable(instant),
      isProvisional: z.boolean(),
    }),
  ),
  names: z.object({
    category: z.nullable(z.object({ zh: z.string(), en: z.string() })),
    grid: z.nullable(z.string()),
    community: z.nullable(z.string()),
  }),
});
const pageShape = z.object({ whistles: z.array(listedShape), next: z.nullable(z.string()) });
export type ListedWhistle = z.infer<typeof listedShape>;
export type ListPage = z.infer<typeof pageShape>;

export interface ListQuery {
  area: string | null;
  stage: WhistleStage | null;
}

export type ListAnswer = { ok: true; page: ListPage } | { ok: false; code: ProblemCode | 'offline' };

export const pageSize = 50;

/** One page, from the beginning or after the one that gave `after`. */
export async function fetchList(query: ListQuery, after: string | null, signal: AbortSignal): Promise<ListAnswer> {
  const search = new URLSearchParams({
    limit: `${pageSize}`,
    ...(query.area !== null && { area: query.area }),
    ...(query.stage !== null && { stage: query.stage }),
    ...(after !== null && { after }),
  });
  try {
    const reply = await fetch(`/api/desk/whistles?${search.toString()}`, { signal, cache: 'no-store' });
    const body: unknown = await reply.json();
    if (reply.ok) {
      const page = pageShape.safeParse(body);
      return page.success ? { ok: true, page: page.data } : { ok: false, code: 'offline' };
    }
    const problem = problemShape.safeParse(body);
    return { ok: false, code: problem.success ? problem.data.code : 'offline' };
  } catch {
    return { ok: false, code: 'offline' };
  }
}
