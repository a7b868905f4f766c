import { dueOf, holdersOf, searchKeysOf } from '../../../core/whistle/waiting.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';

/** A line of the table `waiting`, by its columns. */
interface WaitingLine {
  holder: string;
  key: string;
  due_at: string;
  whistle: string;
  soon_at: string;
  stage: string;
  category: string | null;
  grid: string;
}

/** For each whose turn it is: the line itself, and one a key by which it is found. */
export function waitingLines(row: WhistleRow): WaitingLine[] {
  const holders = holdersOf(row);
  if (holders.length === 0) return [];
  const { dueAt, soonAt } = dueOf(row);
  const { id, stage, category, grid } = row;
  const same = { due_at: dueAt, whistle: id, soon_at: soonAt, stage, category, grid };
  const keys = ['', ...searchKeysOf(row)];
  return holders.flatMap((holder) => keys.map((key) => ({ holder, key, ...same })));
}
