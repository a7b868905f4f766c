import { dayOf } from '../../../core/calendar/day.ts';
import { isoOf, msOf, type Iso } from '../../../core/lib/time.ts';
import { isMutationType } from '../../../core/protocol/all-payloads.ts';
import { deedWords } from '../../live/deed-words.ts';
import { language } from '../../live/texts.ts';
import { clockTime, dateWords, momentWords } from '../../live/time-words.ts';
import { noticeTexts } from './notice-texts.ts';
import type { Notice, WhistleNotice } from './notice-wire.ts';

type Words = (typeof noticeTexts)['zh'];
type Clock = NonNullable<WhistleNotice['next']>;

/** A notice in one sentence; what this app does not know by name it leaves out. */
export function noticeWords(notice: Notice, now: Iso): string {
  const words = noticeTexts[language.value];
  switch (notice.kind) {
    case 'mutation-quarantined': {
      const deed = isMutationType(notice.type) ? words.deed(deedWords(notice.type)) : '';
      return notice.isOwn ? words.ownPutAway(deed) : words.otherPutAway(deed);
    }
    case 'epoch-started':
      return words.restored;
    case 'whistle-moved': {
      const happened = happenedWords(notice, words);
      // Where a clock is the news, the next one is not said besides.
      const next = notice.next && !notice.clock ? nextWords(notice.next, words, now) : '';
      return words.line(whatWords(notice, words), happened, next);
    }
    case 'clock-reminder': {
      const said = named(words.reminder, notice.point) ?? words.reminder.half;
      return words.line(whatWords(notice, words), said(clockWords(notice.clock, words), momentOf(notice.clock)), '');
    }
  }
}

const named = <T>(from: Record<string, T>, name: string): T | undefined => from[name];
const clockWords = ({ name }: Clock, { clocks }: Words): string => named(clocks, name) ?? name;
/** The end of a day is that day, not the next one's beginning. */
const momentOf = ({ dueAt }: Clock): string =>
  clockTime(dueAt) === '00:00' ? dateWords(dayOf(isoOf(msOf(dueAt) - 1))) : momentWords(dueAt);

const nextWords = (next: Clock, words: Words, now: Iso): string =>
  (next.dueAt <= now ? words.over : words.next)(clockWords(next, words), momentOf(next));

function happenedWords(
  { name, byName, stage, clock }: Extract<Notice, { kind: 'whistle-moved' }>,
  words: Words,
): string {
  if (clock) {
    const said = name === 'recount' ? words.recounted : words.pressed;
    return said(clockWords(clock, words), momentOf(clock));
  }
  const deed = named(words.deeds, name);
  if (deed === undefined) return words.stands(named(words.stages, stage) ?? stage);
  return byName === null ? (named<string>(words.byTime, name) ?? deed) : words.by(byName, deed);
}

const shownOfText = 20;

/** Where it is and what it is: the building, else the grid; its own words, else its category. */
function whatWords({ building, grid, text, category, emergency }: WhistleNotice, words: Words): string {
  const own = (text ?? '').trim().replaceAll(/\s+/g, ' ');
  const characters = Array.from(own);
  const short = characters.length > shownOfText ? `${characters.slice(0, shownOfText).join('')}…` : own;
  const what = short === '' ? (category?.[language.value] ?? words.aWhistle) : short;
  // Who wrote it often says where it is.
  const place = building !== null && own.includes(building) ? '' : (building ?? grid ?? '');
  return [emergency ? words.urgent : '', place, what].filter((part) => part !== '').join(' ');
}
