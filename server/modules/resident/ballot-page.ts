import { handlersOf, reportOf } from './follow-page.ts';
import { formOf, gradeFields, outcomeOf, textField, type FormPage } from './form-parts.ts';
import { markup, type Html } from './markup.ts';
import { residentPage } from './page.ts';
import { residentTexts, type PageLanguage, type Trouble } from './resident-texts.ts';

/** `/b/<token or code>`: one vote; a used one says thanks, and there is no way to vote again. */
export function ballotPage(page: FormPage): string {
  const { matter, path, language } = page;
  const words = residentTexts[language];
  return residentPage(
    { language, path, brand: words.ballotBrand, title: words.ballotTitle },
    markup`<h1>${words.ballotTitle}</h1>
${outcomeOf({ ...page, done: null })}
<section><h2>${matter.category[language]}</h2>${reportOf(matter, language)}${handlersOf(matter, language)}</section>
${vote(page)}`,
  );
}

function vote(page: FormPage): Html {
  const { matter, language } = page;
  const words = residentTexts[language];
  if (matter.voted)
    return markup`<section role="status"><h2>${words.ballotThanks}</h2><p>${words.ballotOnce}</p></section>`;
  if (matter.stage !== 'surveying')
    return markup`<section><h2>${words.ballotOver}</h2><p>${words.ballotOverText}</p></section>`;
  const form = formOf(
    page,
    'ballot',
    ({ grade, text }) => markup`${gradeFields(language, words.ballotLead, grade)}
${textField('ballot', words.ballotReason, text)}
<button>${words.sendBallot}</button>`,
  );
  return markup`<section>${form}</section>`;
}

/** `/b`: a code typed from paper. It asks, and changes nothing. */
export function codePage(language: PageLanguage, typed: string, trouble: Trouble | null): string {
  const words = residentTexts[language];
  return residentPage(
    { language, path: '/b', brand: words.ballotBrand, title: words.codeTitle },
    markup`<h1>${words.codeTitle}</h1>
${trouble && markup`<p class="told wrong" role="alert">${words.troubles[trouble]}</p>`}
<section><form method="get" action="/b">
${language === 'en' && markup`<input type="hidden" name="lang" value="en">`}
<div><label class="above" for="code">${words.code}</label><p class="soft" id="hint">${words.codeHint}</p>
<input type="text" id="code" name="code" value="${typed}" maxlength="20" required autocomplete="off"
 autocapitalize="characters" spellcheck="false" aria-describedby="hint"></div>
<button>${words.sendCode}</button>
</form></section>`,
  );
}
