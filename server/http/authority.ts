/**
 * docs/AUTHORITY.md: who may do what, printed from the code that decides it. `node scripts/write-authority.ts` writes
 * it; a test fails where it is not what the code says.
 */
import { authority } from '../../core/org/authority.ts';
import { roles } from '../../core/org/role.ts';
import { scopesOf } from '../../core/org/scope.ts';
import { loopTable } from '../../core/whistle/loop-table.ts';
import { allParts, whistleTable } from '../../core/whistle/table.ts';
import type { Access } from '../deps.ts';
import type { RouteAuthority } from './access.ts';

export function authorityText(routes: readonly RouteAuthority[]): string {
  return [
    '# Who may do what',
    '',
    'Printed from the code by `node scripts/write-authority.ts`; a test fails where this page differs from it. Whatever is',
    'not listed is refused. How it is held, and by which tests: [SECURITY.md](SECURITY.md).',
    '',
    '## Addresses',
    '',
    'Everybody: no session is read. Signed in: whoever has a session. Roles: whoever holds one of them now; of which area the',
    'answer is, follows from the grant. Change: under a session only with `X-Shaodao: 1`, and from our own pages.',
    '',
    ...table(['address', 'who', 'change', 'what'], routesIn(routes)),
    '',
    '## What roles hold on their devices',
    '',
    'The others read lists. W: everything of the grid. C: without the reasons of needs.',
    '',
    ...table(
      ['role', 'scopes'],
      roles.map((role) => [role, scopesHeld(role)]),
    ),
    '',
    '## Deeds in a grid',
    '',
    'A grant of the area over the grid, at the time of the deed.',
    '',
    ...table(
      ['deed', ...roles],
      Object.entries(authority).map(([deed, lawful]) => [deed, ...roles.map((role) => mark(lawful.includes(role)))]),
    ),
    '',
    '## What is done with a whistle',
    '',
    'By the part in which a person stands to it, and only at these stages.',
    '',
    ...table(
      ['action', 'stages', ...allParts, 'after'],
      Object.entries({ ...whistleTable, ...loopTable }).flatMap(([action, { zh, rules }]) => {
        return rules.map(({ at, who, to }) => [
          `${zh} \`${action}\``,
          at.join(', '),
          ...allParts.map((part) => mark(who.includes(part))),
          typeof to === 'string' ? to : to.join(' or '),
        ]);
      }),
    ),
    '',
  ].join('\n');
}

const mark = (isSo: boolean): string => (isSo ? 'yes' : '·');
const whoOf = (access: Access): string =>
  access === 'public' ? 'everybody' : access === 'session' ? 'signed in' : access.join(', ');

function routesIn(routes: readonly RouteAuthority[]): string[][] {
  // The framework answers HEAD where it answers GET.
  const own = routes.filter(
    ({ method, url }) => method !== 'HEAD' || !routes.some((one) => one.url === url && one.method === 'GET'),
  );
  return own
    .toSorted((a, b) => compare(a.url, b.url) || compare(a.method, b.method))
    .map(({ method, url, access, isGuardedChange, summary }) => [
      `\`${method} ${url}\``,
      whoOf(access),
      isGuardedChange ? 'yes' : '·',
      summary,
    ]);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As for an account that holds nothing else. */
function scopesHeld(role: (typeof roles)[number]): string {
  const [from, to] = ['2026-01-01T00:00:00.000Z', null] as const;
  const areas = { worker: '990106001001001', community: '990106001001', unit: 'of the unit' };
  const area = role in areas ? areas[role as keyof typeof areas] : '990106';
  const held = [...scopesOf('990106', [{ role, area, from, to }], () => [areas.worker])];
  return held.map(([scope, mask]) => `${scope.split(':')[0]} ${mask}`).join(', ') || 'none';
}

/** Lines of a table whose columns are as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}
