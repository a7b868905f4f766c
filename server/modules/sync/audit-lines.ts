/**
 * In whose lines a decision is put on record. Every household and every whistle has one line, to which an entry is
 * added for each mutation that changed it or something that hangs on it: its people, needs, visits and clashes; its
 * events and photos. Nothing changes without an entry in the line of what it belongs to.
 */
import type { KindRow } from '../../../core/protocol/rows.ts';
import type { Decision } from '../../../core/rules/rule.ts';

/** What a district decides by: each of its lines holds every version, with who and why (tenant-changes.ts). */
export type TenantKind = 'settings' | 'category';

export interface AuditLine {
  kind: 'household' | 'whistle' | TenantKind;
  id: string;
}

/** Null: nobody's data, and no mutation changes it; settings and categories are put on record by their routes. */
export function auditLineOf({ kind, row }: KindRow): AuditLine | null {
  switch (kind) {
    case 'household':
    case 'whistle':
      return { kind, id: row.id };
    case 'person':
    case 'need':
    case 'conflict':
    case 'entry':
    case 'seen':
    case 'visit':
      return { kind: 'household', id: row.household };
    case 'event':
    case 'photo':
      return { kind: 'whistle', id: row.whistle };
    case 'area':
    case 'category':
    case 'settings':
    case 'unit':
    case 'grid':
    case 'basemap':
    case 'building':
    case 'reportCode':
      return null;
  }
}

/** @param erased the rows of `decision.gone` as they stood */
export function auditLinesOf({ rows }: Decision, erased: readonly KindRow[]): AuditLine[] {
  const lines = [...rows, ...erased].flatMap((entry) => auditLineOf(entry) ?? []);
  return [...new Map(lines.map((line) => [`${line.kind} ${line.id}`, line])).values()];
}
