/** What PostgreSQL did for a statement: by which indexes, and how many rows it looked at. */
import type { ClientBase } from 'pg';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

export interface PlanRead {
  /** Each once, in the order of the plan. */
  indexes: string[];
  /** Of whistles and their lines in lists, those that a filter threw away included. */
  rows: number;
  /** Tables that were read from end to end. */
  readWhole: string[];
}

const counted = new Set(['whistle', 'waiting']);

/** Runs it once. @param client within whatever limits its reader has */
export async function planOf(
  client: Pick<ClientBase, 'query'>,
  sql: string,
  values: readonly unknown[],
): Promise<PlanRead> {
  const found = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (analyze, format json) ${sql}`, [
    ...values,
  ]);
  const [top] = found.rows;
  if (!top) throw new Error('no plan came');
  const nodes = [...nodesOf(top['QUERY PLAN'][0].Plan)];
  return {
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
    rows: nodes.reduce((sum, node) => sum + rowsOf(node), 0),
    readWhole: nodes.flatMap((node) => (node['Node Type'].includes('Seq Scan') ? (node['Relation Name'] ?? []) : [])),
  };
}

/** @throws where a table of whistles was read from end to end */
export function mustUseIndexes(what: string, { readWhole, indexes }: PlanRead): void {
  const whole = readWhole.filter((table) => counted.has(table));
  if (whole.length > 0) throw new Error(`${what}: reads all of ${whole.join(', ')} (indexes: ${indexes.join(', ')})`);
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const under of node.Plans ?? []) yield* nodesOf(under);
}

function rowsOf(node: PlanNode): number {
  if (!counted.has(node['Relation Name'] ?? '')) return 0;
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return Math.round(each * (node['Actual Loops'] ?? 1));
}
