import { grades } from '../../../core/whistle/loop.ts';
import { pageTokenOf } from './link-secrets.ts';
import { markup, type Html } from './markup.ts';
import type { Matter } from './matter.ts';
import { inLanguage } from './page.ts';
import { residentTexts, type PageLanguage, type Trouble } from './resident-texts.ts';
import type { ResidentDeed } from './say.ts';

/** What was typed and not taken, with why. */
export interface Unsent {
  deed: ResidentDeed;
  trouble: Trouble;
  grade: string;
  text: string;
}

export interface FormPage {
  matter: Matter;
  /** The token or code in the address. */
  secret: string;
  path: string;
  language: PageLanguage;
  /** What was taken just now. */
  done: ResidentDeed | null;
  unsent: Unsent | null;
}

/** What became of the form that was sent, at the head of the page: there the reader begins. */
export function outcomeOf({ language, done, unsent }: FormPage): Html | null {
  const words = residentTexts[language];
  if (unsent) return markup`<p class="told wrong" role="alert">${words.troubles[unsent.trouble]}</p>`;
  return done && markup`<p class="told" role="status">${words.done[done]}</p>`;
}

/** Where a form goes; what was typed and not taken stays in it. */
export function formOf(
  { secret, path, language, unsent }: FormPage,
  deed: ResidentDeed,
  fields: (before: { grade: string; text: string }) => Html,
): Html {
  const before = unsent?.deed === deed ? unsent : { grade: '', text: '' };
  return markup`<form method="post" action="${inLanguage(`${path}/${deed}`, language)}">
<input type="hidden" name="page" value="${pageTokenOf(secret, deed)}">
${fields(before)}
</form>`;
}

export const gradeFields = (language: PageLanguage, legend: string, chosen: string): Html =>
  markup`<fieldset><legend>${legend}</legend>
${grades.map(
  (grade) => markup`<label class="grade">
<input type="radio" name="grade" value="${grade}" required${grade === chosen && markup` checked`}>
${residentTexts[language].grades[grade]}</label>
`,
)}</fieldset>`;

export const textField = (id: string, label: string, text: string, { isNeeded = false, max = 500 } = {}): Html =>
  markup`<div><label class="above" for="${id}">${label}</label>
<textarea id="${id}" name="text" rows="3" maxlength="${max}"${isNeeded && markup` required`}>
${text}</textarea></div>`;
