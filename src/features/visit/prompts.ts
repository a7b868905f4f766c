/**
 * Small questions at the door: only what is not known, or was last asked long ago, and never more than three.
 *
 * An answer that changes the roster is a correction of it (its date stands in `edits`); any other is a line of this
 * visit's note, and that line is how the next visit knows. "Not clear" and "would not say" are answers like all others:
 * nobody counts them, nothing is made of them but silence until the time has passed.
 */
import { addMonths, dayOf } from '../../../core/calendar/day.ts';
import type { HouseholdRow, PersonRow } from '../../../core/household/household.ts';
import type { Day } from '../../../core/lib/time.ts';
import type { VisitOutcome } from '../../../core/visit/due.ts';
import type { VisitRow } from '../../../core/visit/visit.ts';
import { language } from '../../live/texts.ts';
import { promptTexts } from './prompt-texts.ts';

export type Prompt = 'kind' | 'people' | 'phone';
export type PromptAnswer = 'same' | 'changed' | 'unclear' | 'unsaid';

/** What was said holds so long; who would rather not say is left in peace for longer. */
const askAgainMonths = 6;
const unsaidMonths = 12;
const most = 3;

export function promptsFor(
  household: Pick<HouseholdRow, 'kind' | 'phone' | 'edits'>,
  people: readonly Pick<PersonRow, 'phone' | 'edits'>[],
  visits: readonly Pick<VisitRow, 'note' | 'occurredAt'>[],
  today: Day,
): Prompt[] {
  const isRecent = (at: string, months: number): boolean => addMonths(dayOf(at), months) > today;
  const isAnswered = (prompt: Prompt): boolean =>
    visits.some(({ note, occurredAt }) => {
      const answer = answerIn(note, prompt);
      return answer !== null && isRecent(occurredAt, answer === 'unsaid' ? unsaidMonths : askAgainMonths);
    });
  const isEdited = (edits: Partial<Record<string, { at: string }>>): boolean =>
    Object.values(edits).some((edit) => edit !== undefined && isRecent(edit.at, askAgainMonths));

  const { kind, phone, edits } = household;
  const isHome = kind === 'lived' || kind === 'let';
  const open: Record<Prompt, boolean> = {
    kind: (kind === 'void' || kind === 'let') && !isEdited({ kind: edits.kind }),
    people: isHome && people.length > 0 && !people.some((person) => isEdited(person.edits)),
    phone: isHome && phone === null && people.every((person) => person.phone === null),
  };
  return (['kind', 'people', 'phone'] as const).filter((prompt) => open[prompt] && !isAnswered(prompt)).slice(0, most);
}

/** Nobody in: only what can be seen from outside. Who declined is asked nothing. */
export function askedAfter(outcome: VisitOutcome, prompts: readonly Prompt[]): Prompt[] {
  switch (outcome) {
    case 'met':
    case 'phone':
      return [...prompts];
    case 'absent':
      return prompts.filter((prompt) => prompt === 'kind');
    case 'refused':
      return [];
  }
}

/** The lines of a prompt's answers in either language: what one worker wrote another may read. */
function linesOf(prompt: Prompt): Map<string, PromptAnswer> {
  const lines = new Map<string, PromptAnswer>();
  for (const said of [promptTexts.zh, promptTexts.en]) {
    const { line, answers } = said[prompt];
    for (const [answer, word] of Object.entries<string>(answers)) lines.set(line(word), answer as PromptAnswer);
  }
  return lines;
}

/** Every line that an answer may have left in a note. */
export const promptLines: readonly string[] = (['kind', 'people', 'phone'] as const).flatMap((prompt) => [
  ...linesOf(prompt).keys(),
]);

export function answerIn(note: string | null, prompt: Prompt): PromptAnswer | null {
  const lines = linesOf(prompt);
  for (const line of note?.split('\n') ?? []) {
    const answer = lines.get(line);
    if (answer) return answer;
  }
  return null;
}

/** The note with this answer in the place of another; null takes it out. Lines of answers stand first. */
export function withAnswer(note: string | null, prompt: Prompt, answer: PromptAnswer | null): string | null {
  const lines = linesOf(prompt);
  const rest = note?.split('\n').filter((line) => !lines.has(line)) ?? [];
  const { line, answers } = promptTexts[language.value][prompt];
  const word = answer === null ? undefined : (answers as Partial<Record<PromptAnswer, string>>)[answer];
  const all = word === undefined ? rest : [line(word), ...rest];
  return all.length === 0 ? null : all.join('\n');
}

/** What was answered then is not said again by "same as last time". */
export function withoutAnswers(note: string | null): string | null {
  const rest = note?.split('\n').filter((line) => !promptLines.includes(line)) ?? [];
  return rest.length === 0 ? null : rest.join('\n');
}
