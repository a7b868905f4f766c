import { addDays, dayOf } from '../../../core/calendar/day.ts';
import { dayWords, untilWords } from '../../../core/calendar/day-words.ts';
import type { Day, Iso } from '../../../core/lib/time.ts';
import { formOf, gradeFields, outcomeOf, textField, type FormPage } from './form-parts.ts';
import { markup, type Html } from './markup.ts';
import type { Matter } from './matter.ts';
import { residentPage } from './page.ts';
import { residentTexts, type PageLanguage } from './resident-texts.ts';

/** `/t/<token>`: what was reported, where it stands, what is promised, what happened, and what she may do. */
export function followPage(page: FormPage): string {
  const { matter, path, language } = page;
  const words = residentTexts[language];
  const title = matter.category[language];
  return residentPage(
    { language, path, brand: words.brand, title: `${title} · ${words.progress}`, isMatter: true },
    markup`<h1>${title}</h1>
${reportOf(matter, language)}
${outcomeOf(page)}
<div class="columns"><div>
${standsAt(page)}
${matter.answer && markup`<section><h2>${words.answer}</h2><p class="said">${matter.answer}</p></section>`}
${matter.question && questionForm(page, matter.question)}
${isOver(matter) && [rating(page), unsolved(page)]}
</div>
<section><h2>${words.steps}</h2><ol>${matter.steps.map(
      ({ at, words: said }) =>
        markup`<li><p class="soft">${dayWords(dayOf(at))[language]}</p><p>${said[language]}</p></li>
`,
    )}</ol></section></div>`,
  );
}

/** Where and when. */
export const reportOf = ({ place, raisedAt }: Matter, language: PageLanguage): Html => {
  const day = residentTexts[language].reportedOn(dayWords(dayOf(raisedAt))[language]);
  return markup`${place && markup`<p class="soft">${place}</p>`}<p class="soft">${day}</p>`;
};

const isOver = ({ stage }: Matter): boolean => stage === 'closed' || stage === 'settled';

function standsAt({ matter, language }: FormPage): Html {
  const words = residentTexts[language];
  const { responsible } = matter;
  const names = responsible.join(language === 'zh' ? '、' : ', ');
  return markup`<section class="now"><h2>${words.now}</h2><p class="big">${matter.standsAt[language]}</p>
${matter.isMerged && markup`<p>${words.merged}</p>`}
${
  responsible.length > 0 &&
  markup`<dl><div><dt>${words.who}</dt><dd>${names}</dd></div>
<div><dt>${words.promised}</dt>${promised(matter.promise, language)}</div></dl>`
}${handlersOf(matter, language)}</section>`;
}

/** Who did it, once it is done: whoever rates it knows whom. */
export function handlersOf({ handlers }: Matter, language: PageLanguage): Html | null {
  if (handlers.length === 0) return null;
  const names = handlers.join(language === 'zh' ? '、' : ', ');
  return markup`<dl><div><dt>${residentTexts[language].handlers}</dt><dd>${names}</dd></div></dl>`;
}

function promised(promise: Matter['promise'], language: PageLanguage): Html {
  const words = residentTexts[language];
  if (!promise) return markup`<dd>${words.noPromise}</dd>`;
  if (promise.isWaiting) return markup`<dd>${words.waiting}</dd>`;
  const what = words.promise[promise.what];
  // Looked at again on the day itself: such a term ends where the day begins.
  if (promise.what === 'look') return markup`<dd>${words.on(dayWords(dayOf(promise.dueAt))[language], what)}</dd>`;
  const day = untilWords(promise.dueAt)[language];
  return promise.isLate
    ? markup`<dd class="late">${words.late(day, what)}</dd>`
    : markup`<dd>${words.by(day, what)}</dd>`;
}

function questionForm(page: FormPage, question: string): Html {
  const words = residentTexts[page.language];
  const form = formOf(
    page,
    'tell',
    ({ text }) => markup`${textField('tell', words.yourAnswer, text, { isNeeded: true, max: 1000 })}
<button>${words.sendAnswer}</button>`,
  );
  return markup`<section><h2>${words.question}</h2><p class="said">${question}</p>${form}</section>`;
}

function rating(page: FormPage): Html {
  const words = residentTexts[page.language];
  const { rated } = page.matter;
  const said = rated
    ? markup`<p>${words.rated(words.grades[rated])}</p>`
    : formOf(
        page,
        'rate',
        ({ grade, text }) => markup`${gradeFields(page.language, words.rateLead, grade)}
${textField('rate', words.reason, text)}
<button>${words.sendRate}</button>`,
      );
  return markup`<section><h2>${words.rateTitle}</h2>${said}</section>`;
}

/** The day on which it may be said until midnight. */
const lastWholeDay = (until: Iso): Day => addDays(dayOf(until), -1);

function unsolved(page: FormPage): Html {
  const words = residentTexts[page.language];
  const { reopenUntil, rated } = page.matter;
  if (reopenUntil === null)
    return markup`<section><h2>${words.unsolvedTitle}</h2><p>${words.unsolvedOver}</p></section>`;
  const lead =
    rated === 'unsatisfied'
      ? words.unsolvedAfter
      : words.unsolvedLead(dayWords(lastWholeDay(reopenUntil))[page.language]);
  const form = formOf(
    page,
    'reopen',
    ({ text }) => markup`${textField('reopen', words.unsolvedReason, text, { isNeeded: true })}
<button class="other">${words.sendUnsolved}</button>`,
  );
  return markup`<section><h2>${words.unsolvedTitle}</h2><p>${lead}</p>${form}</section>`;
}
