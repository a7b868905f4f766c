import * as z from 'zod/mini';
import { isSearchable } from '../../../../core/lib/bigrams.ts';
import { problemShape } from '../../../../core/protocol/problem.ts';
import { instant } from '../../../../core/protocol/shapes.ts';
import { clockNames } from '../../../../core/whistle/clock.ts';
import { whistleStages } from '../../../../core/whistle/stage.ts';
import type { PageAnswer } from '../kit/use-pages.ts';

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

/** What of the list is wanted; '' is all. `q` has two characters at least. */
export interface ListQuery {
  q: string;
  area: string;
  stage: string;
  category: string;
}

/** What can be asked of what stands in an address: anybody may have written it. */
export const listQueryOf = ({ q, area, stage, category }: ListQuery): ListQuery => ({
  q: isSearchable(q) ? q.trim().slice(0, 50) : '',
  area: /^(\d{6}|\d{9}|\d{12}|\d{15})$/.test(area) ? area : '',
  stage: whistleStages.find((one) => one === stage) ?? '',
  category: /^[0-9A-Za-z-]{1,20}$/.test(category) ? category : '',
});

const pageSize = 50;

/** One page, from the beginning or after the one that gave `after`. */
export async function fetchList(
  query: ListQuery,
  after: string | null,
  signal: AbortSignal,
): Promise<PageAnswer<ListedWhistle>> {
  const wanted = Object.entries({ ...query, after: after ?? '', limit: `${pageSize}` }).filter(
    ([, value]) => value !== '',
  );
  try {
    const path = `/api/desk/whistles?${new URLSearchParams(wanted).toString()}`;
    const reply = await fetch(path, { signal, cache: 'no-store' });
    const body: unknown = await reply.json();
    if (reply.ok) {
      const page = pageShape.safeParse(body);
      return page.success
        ? { ok: true, page: { rows: page.data.whistles, next: page.data.next } }
        : { ok: false, code: 'offline' };
    }
    const problem = problemShape.safeParse(body);
    return { ok: false, code: problem.success ? problem.data.code : 'offline' };
  } catch {
    return { ok: false, code: 'offline' };
  }
}
