/**
 * Who works where, from when to when: as the desk above needs it to cover a grid. No times online, no counts, no
 * order but that of names: nobody is ranked here.
 */
import { mayResetPassword } from '../../../core/org/password-reset.ts';
import { grantsAt, type Grant, type Role } from '../../../core/org/role.ts';
import { dayMs, isoOf, type Iso } from '../../../core/lib/time.ts';
import type { AccountId } from '../../../core/lib/id.ts';
import type { ServerDeps, Session } from '../../deps.ts';

/** A community sees the workers of its grids, an admin the accounts of the district. */
export const staffRoles = ['community', 'admin'] as const satisfies Role[];

/** As long as the phone itself says it. */
const emptiedShownMs = 14 * dayMs;

export interface Post {
  role: Role;
  area: string;
  /** As the area is called; null where it has no row. */
  areaName: string | null;
  from: Iso;
  to: Iso | null;
}

export interface Colleague {
  id: AccountId;
  username: string;
  name: string;
  /** What is held now or will be, in the asker's area. */
  posts: Post[];
  /** The asker may give a one-time password; else this account holds a post elsewhere too. */
  mayReset: boolean;
  /** When a phone of hers that had been emptied came back, in the last two weeks; null: none did. */
  emptiedAt: Iso | null;
}

export interface StaffQuery {
  search?: string | undefined;
  after?: string | undefined;
  limit: number;
}

interface PostJson extends Omit<Post, 'from' | 'to'> {
  from: number;
  to: number | null;
}

/** By username, by keyset. */
export async function listStaff(
  deps: ServerDeps,
  session: Session,
  { search = '', after = '', limit }: StaffQuery,
): Promise<{ staff: Colleague[]; next: string | null }> {
  const now = deps.now();
  const own = grantsAt(session.grants, isoOf(now));
  const isAdmin = own.some(({ role }) => role === 'admin');
  const communities = own.filter(({ role }) => role === 'community').map(({ area }) => area);
  const found = await deps
    .poolFor(session.district)
    .query<{ id: AccountId; username: string; name: string; emptiedAt: Date | null; posts: PostJson[] }>(
      `select a.id, a.username, a.name,
              (select max(e.noticed_at) from emptied e
                where e.district = $1 and e.account = a.id and e.noticed_at > $8) as "emptiedAt",
              coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'area', g.area,
                'areaName', coalesce(grid."row"->>'name', area."row"->>'name'),
                'from', floor(extract(epoch from g.from_at) * 1000),
                'to', floor(extract(epoch from g.to_at) * 1000)) order by g.from_at, g.area)
                filter (where g.role is not null), '[]') as posts
         from account a
         left join grant_ g on g.district = $1 and g.account = a.id
              and (g.to_at is null or (g.to_at > $2 and g.to_at > g.from_at))
         left join grid on grid.district = $1 and grid.id = g.area
         left join area on area.district = $1 and area.id = g.area
        where a.district = $1 and a.closed_at is null and a.username > $3
          and ($4 = '' or position(lower($4) in lower(a.name || ' ' || a.username)) > 0)
        group by a.district, a.id
       having $5 or bool_or(g.role = 'worker' and left(g.area, 12) = any($6))
        order by a.username limit $7`,
      [
        session.district,
        new Date(now),
        after,
        search.trim(),
        isAdmin,
        communities,
        limit + 1,
        new Date(now - emptiedShownMs),
      ],
    );
  const page = found.rows.slice(0, limit);
  return {
    staff: page.map(({ posts: held, emptiedAt, ...account }) => {
      const posts = held.map((post) => ({
        ...post,
        from: isoOf(post.from),
        to: post.to === null ? null : isoOf(post.to),
      }));
      const shown = posts.filter(({ area }) => isAdmin || communities.includes(area.slice(0, 12)));
      return {
        ...account,
        emptiedAt: emptiedAt && isoOf(emptiedAt.getTime()),
        posts: shown,
        mayReset: mayResetPassword(session.grants, posts satisfies Grant[], isoOf(now)),
      };
    }),
    next: found.rows.length > limit ? (page.at(-1)?.username ?? null) : null,
  };
}
