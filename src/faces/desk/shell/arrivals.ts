import type { WhistleRow } from '../../../../core/whistle/whistle.ts';

/** What has come since the desk was opened, and has not been looked at. */
export interface Arrivals {
  known: ReadonlySet<string>;
  fresh: ReadonlySet<string>;
}

type Row = Pick<WhistleRow, 'id' | 'stage'>;
const isWaiting = ({ stage }: Row): boolean => stage === 'community';

/** What is there when the desk opens is no news. */
export const arrivalsAtOpening = (rows: readonly Row[]): Arrivals => ({
  known: new Set(rows.map(({ id }) => id)),
  fresh: new Set(),
});

/** A new one counts while it waits for the community: what a colleague decided or its reporter withdrew is no news. */
export function arrivalsAfter({ known, fresh }: Arrivals, rows: readonly Row[]): Arrivals {
  return {
    known: new Set([...known, ...rows.map(({ id }) => id)]),
    fresh: new Set(
      rows.filter((row) => isWaiting(row) && (fresh.has(row.id) || !known.has(row.id))).map(({ id }) => id),
    ),
  };
}

export const arrivalsWithout = ({ known, fresh }: Arrivals, opened: string): Arrivals => ({
  known,
  fresh: new Set([...fresh].filter((id) => id !== opened)),
});
