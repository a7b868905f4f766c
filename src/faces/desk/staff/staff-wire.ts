import * as z from 'zod/mini';
import { roles } from '../../../../core/org/role.ts';
import { gridCode, id, instant } from '../../../../core/protocol/shapes.ts';
import type { Day } from '../../../../core/lib/time.ts';
import { ask, type Answer } from '../shell/ask.ts';

/** `GET /api/desk/staff`, `POST /api/desk/stand-ins`, `POST /api/desk/accounts/:id/password`. */
const postShape = z.object({
  role: z.enum(roles),
  area: z.string(),
  areaName: z.nullable(z.string()),
  from: instant,
  to: z.nullable(instant),
});
const colleagueShape = z.object({
  id: id('account'),
  username: z.string(),
  name: z.string(),
  posts: z.array(postShape),
  mayReset: z.boolean(),
  emptiedAt: z.nullable(instant),
});
const staffShape = z.object({ staff: z.array(colleagueShape), next: z.nullable(z.string()) });
const standInShape = z.object({ account: id('account'), grid: gridCode, from: instant, to: instant });
const onceShape = z.object({ password: z.string(), until: instant });

export type Post = z.infer<typeof postShape>;
export type Colleague = z.infer<typeof colleagueShape>;
export type OncePassword = z.infer<typeof onceShape>;
export type StandInKey = Pick<z.infer<typeof standInShape>, 'account' | 'grid' | 'from'>;

export function fetchStaff(search: string, after: string | null): Promise<Answer<z.infer<typeof staffShape>>> {
  const query = new URLSearchParams({
    ...(search !== '' && { search }),
    ...(after !== null && { after }),
  });
  return ask(`/api/desk/staff?${query.toString()}`, staffShape);
}

export const addStandIn = (wanted: { account: string; grid: string; from: Day; to: Day }) =>
  ask('/api/desk/stand-ins', standInShape, wanted);

export const endStandIn = ({ account, grid, from }: StandInKey) =>
  ask('/api/desk/stand-ins/end', standInShape, { account, grid, from });

/** Shown once, kept nowhere. */
export const giveOncePassword = (account: string): Promise<Answer<OncePassword>> =>
  ask(`/api/desk/accounts/${account}/password`, onceShape, {});
