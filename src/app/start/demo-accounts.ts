import * as z from 'zod/mini';
import { roles } from '../../../core/org/role.ts';

const demoShape = z.array(
  z.object({
    username: z.string(),
    password: z.string(),
    role: z.enum(roles),
    area: z.string(),
    name: z._default(z.string(), ''),
    isElder: z._default(z.boolean(), false),
  }),
);
export type DemoAccount = z.infer<typeof demoShape>[number];

/** The demo's accounts; none where there is no demo, or no network to ask. */
export async function demoAccounts(): Promise<DemoAccount[]> {
  try {
    const reply = await fetch('/api/demo/accounts', { cache: 'no-store' });
    if (!reply.ok) return [];
    const said = demoShape.safeParse(await reply.json());
    return said.success ? said.data : [];
  } catch {
    return []; // offline: the form and the remembered account are enough
  }
}

export interface DemoGroups {
  /** Between whom a whistle travels: two workers, each with the community to which her whistles go. */
  main: DemoAccount[];
  /** One of every other role. */
  more: DemoAccount[];
  /** The whole town. */
  rest: DemoAccount[];
}

export function demoGroups(accounts: readonly DemoAccount[]): DemoGroups {
  const workers = accounts.filter(({ role }) => role === 'worker').slice(0, 2);
  const communities = workers.map((worker) =>
    accounts.find(({ role, area }) => role === 'community' && worker.area.startsWith(area)),
  );
  const main = [...new Set([...workers, ...communities.filter((one) => one !== undefined)])];
  const others = accounts.filter(({ role }) => role !== 'worker' && role !== 'community');
  const more = others.filter((account) => others.find(({ role }) => role === account.role) === account);
  const isPlaced = new Set([...main, ...more]);
  return { main, more, rest: accounts.filter((account) => !isPlaced.has(account)) };
}

/**
 * `街道 · 老方`: some names begin or end with their role in Chinese, which any language says only once, and some say no
 * more than it.
 */
export function demoName(roleName: string, roleInChinese: string, name: string): string {
  const own = (name.startsWith(roleInChinese) ? name.slice(roleInChinese.length) : name).trim();
  const [first = '', last] = own.split(' ');
  if (own === '') return roleName;
  if (own.endsWith(roleInChinese)) return roleName === roleInChinese ? own : roleName;
  return `${roleName} · ${last !== undefined && roleInChinese.endsWith(last) ? first : own}`;
}
