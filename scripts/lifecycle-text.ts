/** docs/LIFECYCLE.md: the life of a whistle, printed from its tables. */
import { clockNames } from '../core/whistle/clock.ts';
import { loopTable } from '../core/whistle/loop-table.ts';
import { shippedSettings } from '../core/settings/shipped-settings.ts';
import { orderClocks, orderTerm } from '../core/whistle/loop-terms.ts';
import { ruleIds } from '../core/whistle/rule-ids.ts';
import { whistleStages } from '../core/whistle/stage.ts';
import { whistleTable } from '../core/whistle/table.ts';
import type { Term } from '../core/whistle/clock.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  line(head),
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map(line),
];

function termText(term: Term): string {
  if ('workdays' in term) return `${term.workdays} working days`;
  if ('days' in term) return `${term.days} days`;
  if ('quarters' in term) return `${term.quarters} quarter`;
  if ('quarterEnd' in term) return 'end of the quarter';
  if ('workMinutes' in term) return `${term.workMinutes / 60} working hours`;
  return term.minutes % 60 === 0 ? `${term.minutes / 60} h` : `${term.minutes} min`;
}

export function lifecycleText(): string {
  const actions = Object.entries({ ...whistleTable, ...loopTable });
  return [
    '# The life of a whistle',
    '',
    'Printed from `core/whistle` by `node scripts/write-lifecycle.ts`; a test fails where this page differs from it. Whatever is',
    'not listed is refused.',
    '',
    `Stages: ${whistleStages.map((stage) => `\`${stage}\``).join(' · ')}.`,
    `Clocks: ${clockNames.map((name) => `\`${name}\``).join(' · ')}.`,
    '',
    '## What can be done',
    '',
    'Meets, starts: the clocks of the whistle itself. Those of a unit run by its deeds.',
    '',
    ...table(
      ['action', 'at', 'by', 'after', 'meets', 'starts', 'other clocks'],
      actions.flatMap(([action, { zh, rules }]) =>
        rules.map(({ at, who, to, meets, starts, clocks }) => [
          `${zh} \`${action}\``,
          at.join(', '),
          who.join(', '),
          typeof to === 'string' ? to : to.join(' or '),
          meets.join(', ') || '·',
          starts.join(', ') || '·',
          clocks,
        ]),
      ),
    ),
    '',
    '## Terms',
    '',
    'As shipped: a district may set each of them (`core/settings`), and clocks that run keep the one with which they began.',
    '',
    ...table(
      ['urgency', ...orderClocks],
      (['U1', 'U2', 'U3', 'U4'] as const).map((urgency) => [
        urgency,
        ...orderClocks.map((name) => termText(orderTerm(shippedSettings, urgency, name))),
      ]),
    ),
    '',
    ...Object.entries(shippedSettings.loop).map(([name, term]) => `- \`${name}\`: ${termText(term)}`),
    '',
    '## Rules beyond the table',
    '',
    'A command outside one of them is refused as `against-rule`, with its name; the screens have words for each.',
    '',
    ruleIds.map((rule) => `\`${rule}\``).join(' · '),
    '',
  ].join('\n');
}
