import type { PoolClient } from 'pg';

export interface Table {
  name: string;
  /** But for those that the database makes itself. */
  columns: readonly string[];
}

/** Not carried: what is made anew from rows; sessions and counted failures. After a restore everybody signs in again, so that what was revoked stays so. */
const left = ['migration', 'session', 'sign_in_failure', 'link_try', 'snapshot'];

/** The tables of a backup with their columns, in an order in which no row comes before what it refers to. */
export async function tablesOf(client: PoolClient): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns
      where table_schema = 'public' and is_generated = 'NEVER' and table_name <> all($1::text[])
      group by table_name order by table_name`,
    [left],
  );
  const references = await client.query<{ from: string; to: string }>(
    `select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f'`,
  );
  // What hangs on something that is not carried is not carried either.
  const gone = new Set(left);
  for (let before = -1; before < gone.size;) {
    before = gone.size;
    for (const { from, to } of references.rows) if (gone.has(to)) gone.add(from);
  }
  const carried = rows.filter(({ name }) => !gone.has(name));
  const ordered: Table[] = [];
  const place = (table: Table): void => {
    if (ordered.includes(table)) return;
    for (const { from, to } of references.rows) {
      const before = carried.find(({ name }) => name === to);
      if (from === table.name && before && before !== table) place(before);
    }
    ordered.push(table);
  };
  for (const table of carried) place(table);
  return ordered;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
