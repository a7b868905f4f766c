/** Pages made here: whatever is put into one is text, unless it was made by `markup` itself. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | false | readonly Part[];

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

function textOf(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map((one) => textOf(one)).join('');
}

export const markup = (fixed: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(fixed.map((text, i) => text + (i < parts.length ? textOf(parts[i] ?? null) : '')).join(''));
