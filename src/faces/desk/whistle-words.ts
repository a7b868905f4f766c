import type { LngLat } from '../../../core/grid/grid.ts';
import type { Iso } from '../../../core/lib/time.ts';
import { clockFace, type ClockFace, type WhistleClock } from '../../../core/whistle/clock.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { categoryWords } from '../../features/whistle/category-words.ts';
import { doorWords } from '../../features/grid/door-words.ts';
import { language } from '../../live/texts.ts';
import { dateWords, momentWords, remainingWords } from '../../live/time-words.ts';
import type { View } from '../../local/phone.ts';
import type { MarkShape, Tone } from '../../ui/parts/mark-paths.ts';
import { lastDayOf } from './inbox/clock-arithmetic.ts';
import { deskWhistleTexts } from './whistle-texts.ts';

const words = () => deskWhistleTexts[language.value];

export const categoryOf = (code: string | null, view: View): string =>
  categoryWords(code === null ? undefined : view.get('category', code), code);

/** The first line of what was said; photos speak where no words do. */
export function firstWords(whistle: Pick<WhistleRow, 'text' | 'photos'>): string {
  const line = whistle.text?.trim().split('\n')[0] ?? '';
  if (line !== '') return line;
  return whistle.photos.length > 0 ? words().onlyPhotos(whistle.photos.length) : words().noText;
}

/** `11月23日（周一）24:00`: a term of working days ends with its last day. */
export const dueMoment = (clock: WhistleClock): string =>
  !('minutes' in clock.term) ? words().endOfDay(dateWords(lastDayOf(clock.dueAt))) : momentWords(clock.dueAt);

export const dueWords = (clock: WhistleClock, now: Iso): string =>
  words().due(dueMoment(clock), remainingWords(clock.dueAt, now));

/** A clock's face as shape and tone; its words stand beside them. */
export const clockMarks: Record<ClockFace, { shape: MarkShape; tone: Tone }> = {
  running: { shape: 'ring', tone: 'neutral' },
  dueSoon: { shape: 'half', tone: 'info' },
  paused: { shape: 'ring-dashed', tone: 'quiet' },
  overdue: { shape: 'triangle', tone: 'warn' },
  met: { shape: 'full', tone: 'good' },
  missed: { shape: 'triangle', tone: 'warn' },
  stopped: { shape: 'ring-dashed', tone: 'quiet' },
};
export const clockMark = (clock: Parameters<typeof clockFace>[0], now: Iso) => clockMarks[clockFace(clock, now)];

/** Where it is, as one says it at a desk: the building and the door; empty where only a point is known. */
export function addressWords(whistle: Pick<WhistleRow, 'household' | 'place'>, view: View): string {
  const household = whistle.household === null ? undefined : view.get('household', whistle.household);
  if (household) return doorWords(household, view.get('building', household.building));
  const building = whistle.place?.building === undefined ? undefined : view.get('building', whistle.place.building);
  return building?.name ?? '';
}

/** A point to draw and to measure from: its place, else the building of its household. */
export function pointOf(whistle: Pick<WhistleRow, 'household' | 'place'>, view: View): LngLat | null {
  if (whistle.place) return [whistle.place.lng, whistle.place.lat];
  const household = whistle.household === null ? undefined : view.get('household', whistle.household);
  return (household && view.get('building', household.building)?.centre) ?? null;
}
