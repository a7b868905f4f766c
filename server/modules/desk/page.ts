import { ProblemError } from '../../problems.ts';

/** Where a page ended: the moment by which its list is ordered, and the whistle. */
export interface Place {
  at: string;
  id: string;
}

export interface Page<Row> {
  whistles: Row[];
  /** Hand it back as `after`; null: that was all. */
  next: string | null;
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first `limit` of what each district gave, of which one more was asked. */
export function pageOf<Row>(sorted: readonly Row[], limit: number, endOf: (row: Row) => Place): Page<Row> {
  const whistles = sorted.slice(0, limit);
  const last = whistles.at(-1);
  return { whistles, next: last && sorted.length > limit ? cursorOf(endOf(last)) : null };
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** @throws ProblemError `bad-request` for what no page gave */
export function placeOf(cursor: string): Place {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^(\d{4}-\d\d-\d\dT[\d:.]+Z|9999)$/.test(at) || !/^wh_[0-9a-f-]{36}$/.test(id))
    throw new ProblemError('bad-request', 'after: take it from `next` of the page before');
  return { at, id };
}
