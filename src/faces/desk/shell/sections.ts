import type { Role } from '../../../../core/org/role.ts';
import { isGrantAt } from '../../../../core/org/role.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import type { SignedIn } from '../../../local/phone.ts';

/** The sections of the desk, by role: only the community holds whistles on its device; the rest read lists. */
export const sections = ['whistles', 'households', 'visits', 'staff', 'outbox', 'work', 'list', 'about'] as const;
export type Section = (typeof sections)[number];

const sectionsOfRole: Record<Role, readonly Section[]> = {
  worker: [],
  community: ['whistles', 'households', 'visits', 'staff', 'outbox'],
  street: ['work', 'list', 'outbox'],
  district: ['work', 'list', 'outbox'],
  city: ['work', 'list', 'outbox'],
  unit: ['work', 'outbox'],
  leader: ['list'],
  admin: ['list', 'staff', 'about'],
};

/** G and then this key goes there. */
const goCodes: Partial<Record<Section, string>> = {
  whistles: 'KeyI',
  households: 'KeyH',
  visits: 'KeyV',
  staff: 'KeyS',
  outbox: 'KeyO',
  list: 'KeyL',
  work: 'KeyT',
};
export const goWaysOf = ({ sections: own }: DeskPost): Record<string, string> =>
  Object.fromEntries(
    own.flatMap((section) => {
      const code = goCodes[section];
      return code === undefined ? [] : [[code, `/desk/${section}`]];
    }),
  );

/** Sheets of paper: no section of their own, reached from what they print. */
export const printPart = 'print';
/** Everybody's: what she is told, and where she is signed in. */
const noticesPart = 'notices';
const aboutPart: Section = 'about';
export const isPartOf = ({ role, sections: own }: DeskPost, part: string): boolean =>
  own.some((one) => one === part) ||
  part === noticesPart ||
  part === aboutPart ||
  (part === printPart && role === 'community');

export interface DeskPost {
  role: Role;
  area: string;
  sections: readonly Section[];
}

/** The post in which somebody sits at the desk: the first of her grants that has sections here. */
export function deskPost(account: SignedIn, now: Iso): DeskPost {
  const grants = account.grants.filter((grant) => isGrantAt(grant, now));
  const grant = grants.find(({ role }) => sectionsOfRole[role].length > 0) ?? grants[0];
  if (!grant) return { role: 'leader', area: '', sections: ['about'] };
  return { role: grant.role, area: grant.area, sections: sectionsOfRole[grant.role] };
}

/** Where a post opens a whistle. */
export function whistlePathOf({ role }: Pick<DeskPost, 'role'>, whistle: string): string {
  switch (role) {
    case 'worker':
    case 'community':
      return `/desk/whistles/${whistle}`;
    case 'street':
    case 'district':
    case 'city':
    case 'unit':
      return `/desk/work/${whistle}`;
    case 'leader':
    case 'admin':
      return `/desk/list/${whistle}`;
  }
}
