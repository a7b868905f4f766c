import { Html, markup } from './markup.ts';
import { residentStyle } from './resident-style.ts';
import { residentTexts, type PageLanguage } from './resident-texts.ts';

/** What every page of residents has around it. */
export interface PageFrame {
  language: PageLanguage;
  /** The page's own address without its language. */
  path: string;
  brand: string;
  title: string;
  /** Of a matter as a whole: two columns where there is room, and a word on passing it on. */
  isMatter?: boolean;
}

export const inLanguage = (path: string, language: PageLanguage): string =>
  language === 'en' ? `${path}?lang=en` : path;

/** A whole document. It carries no script and asks for nothing else. */
export function residentPage({ language, path, brand, title, isMatter = false }: PageFrame, body: Html): string {
  const words = residentTexts[language];
  const other: PageLanguage = language === 'en' ? 'zh' : 'en';
  const otherLang = residentTexts[other].lang;
  return markup`<!doctype html>
<html lang="${words.lang}"${isMatter && markup` class="wide"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<style>${new Html(residentStyle)}</style>
</head>
<body>
<header><strong>${brand}</strong>
<a href="${inLanguage(path, other)}" lang="${otherLang}" hreflang="${otherLang}">${words.switchTo}</a></header>
<main>
${body}
</main>
<footer>${isMatter && words.keep}${words.danger}</footer>
</body>
</html>
`.text;
}

/** A page of one sentence: what is not there, what has to wait. */
export const plainPage = (frame: Omit<PageFrame, 'title'>, { title, text }: { title: string; text: string }): string =>
  residentPage({ ...frame, title }, markup`<h1>${title}</h1><section><p>${text}</p></section>`);
