import type { IdOf, WhistleId } from '../../../../core/lib/id.ts';
import { allPayloads } from '../../../../core/protocol/all-payloads.ts';
import type { MutationType } from '../../../../core/protocol/payloads.ts';
import { standing, type Evaluation, type ScoreWeights } from '../../../../core/whistle/loop.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { deedFields, type FormedAction } from './deed-fields.ts';

export interface ScoreDraft extends ScoreWeights {
  unit: IdOf<'unit'>;
  text: string;
}
export interface LineDraft {
  whistle: WhistleId;
  isSolved: boolean;
  text: string;
}
export interface MilestoneDraft {
  what: string;
  on: string;
}
export type DraftValue = string | boolean | string[] | ScoreDraft[] | ScoreWeights | LineDraft[] | MilestoneDraft[];
/** What was filled in so far, by the field's name. */
export type DeedDraft = Record<string, DraftValue>;

/** Where a form begins: the lead and cooperators that the whistle knows, full marks, agreement. */
export function freshDraft(action: FormedAction, whistle: WhistleRow, weights: ScoreWeights): DeedDraft {
  const { loop } = whistle;
  const proposed = loop?.proposal;
  const scores = standing(loop).map(({ unit }): ScoreDraft => ({
    unit,
    ...weights,
    text: '',
  }));
  return {
    urgency: proposed?.urgency ?? whistle.urgency ?? 'U3',
    ...(action === 'dispatch' && { lead: proposed?.lead ?? '', cooperators: [...(proposed?.cooperators ?? [])] }),
    ...(action === 'escalate' && { complexity: 'one' }),
    ...(action === 'evaluate' && {
      units: scores,
      isSolved: true,
      lines: freshLines(whistle),
      weights: { ...weights },
    }),
    ...(action === 'correctEvaluation' && { units: [], corrects: '' }),
    ...(action.startsWith('resolve') && { attendance: [''] }),
    ...(action === 'filePapers' && { category: whistle.category ?? '' }),
    ...(action === 'merge' && { into: '' }),
    ...(action.endsWith('Extension') && { isAgreed: true }),
    ...(action === 'decideHandBack' && { isAccepted: true, owner: loop?.handBack?.whose ?? '' }),
    ...(action === 'reportIn' && { milestones: [] }),
    ...(deedFields[action].some(({ kind }) => kind === 'photos') && { photos: [] }),
  };
}

/** With what was typed before; of units and of merged whistles only those that are still there. */
export function begunDraft(
  action: FormedAction,
  whistle: WhistleRow,
  weights: ScoreWeights,
  begun: DeedDraft | null,
): DeedDraft {
  const fresh = freshDraft(action, whistle, weights);
  if (!begun) return fresh;
  // The weights are those that the form shows now.
  const draft = { ...fresh, ...begun, ...('weights' in fresh && { weights: fresh['weights'] }) };
  if (action !== 'evaluate') return draft;
  const typed = [...((begun['units'] ?? []) as ScoreDraft[]), ...((begun['lines'] ?? []) as LineDraft[])];
  const again = <T extends ScoreDraft | LineDraft>(rows: T[], isSame: (row: T, other: T) => boolean): T[] =>
    rows.map((row) => ({ ...row, ...(typed as T[]).find((other) => isSame(row, other)) }));
  return {
    ...draft,
    units: again((fresh['units'] ?? []) as ScoreDraft[], (row, other) => row.unit === other.unit),
    lines: again((fresh['lines'] ?? []) as LineDraft[], (row, other) => row.whistle === other.whistle),
  };
}

const freshLines = ({ loop }: WhistleRow): LineDraft[] =>
  loop?.joined.map(({ whistle }) => ({ whistle, isSolved: true, text: '' })) ?? [];

/** Those that no later one has put right. */
export const evaluationsThatStand = ({ loop }: WhistleRow): Evaluation[] =>
  loop?.evaluations.filter(({ id }) => !loop.evaluations.some(({ corrects }) => corrects === id)) ?? [];

export const scoresOf = ({ unit, reportIn, plan, finish, result }: Evaluation): ScoreDraft => ({
  unit,
  reportIn,
  plan,
  finish,
  result,
  text: '',
});

const optional = (value: DraftValue | undefined): DraftValue | null =>
  value === undefined || value === '' ? null : value;

/** The payload that a draft means, as it would be sent. */
function saidIn(action: FormedAction, draft: DeedDraft, whistle: WhistleRow, nowIso: string): Record<string, unknown> {
  const { urgency, complexity, lead, cooperators, ...rest } = draft;
  switch (action) {
    case 'escalate':
      return {
        ...rest,
        category: whistle.category ?? '',
        proposal: { urgency, complexity, lead: optional(lead), cooperators: cooperators ?? [] },
      };
    case 'contact':
      return { who: draft['who'], when: nowIso };
    case 'opine':
      return { ...rest, whose: optional(draft['whose']) };
    case 'handBack':
      return { ...rest, whose: optional(draft['whose']) };
    case 'decideHandBack':
      return { isAccepted: false, ...rest, owner: optional(draft['owner']) };
    case 'agreeExtension':
    case 'approveExtension':
      return { isAgreed: false, ...rest };
    case 'dispatch':
      return { lead, cooperators: cooperators ?? [], urgency, reason: optional(draft['reason']) };
    case 'changeUnits':
    case 'makeLasting':
      return { ...rest, lead, cooperators: cooperators ?? [] };
    case 'setUrgency':
    case 'callStation':
    case 'goOn':
      return { ...rest, urgency };
    case 'correctEvaluation': {
      const [score] = rest['units'] as ScoreDraft[];
      // Evaluations of one deed share its event.
      return { ...score, corrects: (rest['corrects'] as string).split(':')[0] };
    }
    case 'resolveSettle':
    case 'resolveEscalate':
    case 'resolveDrop':
      return { ...rest, attendance: (rest['attendance'] as string[]).filter((one) => one.trim() !== '') };
    case 'ballot':
      return { ...rest, isPaper: true };
    case 'reportIn': {
      // As it is read aloud, in threes; digits of a Chinese keyboard are wide.
      const typed = draft['code'];
      const code = typeof typed === 'string' ? typed.normalize('NFKC').replaceAll(/\s/g, '') : '';
      return { ...rest, code: optional(code) };
    }
    default:
      return rest;
  }
}

export type CheckedDeed =
  | { ok: true; type: MutationType; payload: Record<string, unknown> }
  /** The field that is wrong. */
  | { ok: false; field: string };

export function checkedDeed(action: FormedAction, draft: DeedDraft, whistle: WhistleRow, nowIso: string): CheckedDeed {
  const type: MutationType = `whistle.${action}`;
  const payload = { whistle: whistle.id, ...saidIn(action, draft, whistle, nowIso) };
  const read = allPayloads[type].safeParse(payload);
  if (read.success) return { ok: true, type, payload };
  const [at = '', inner] = read.error.issues[0]?.path ?? [];
  return { ok: false, field: String(at === 'proposal' ? (inner ?? at) : at) };
}
