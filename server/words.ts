/** What an operator reads on the console: Chinese first, English complete beside it. */
export interface Words {
  zh: string;
  en: string;
}

/** The server cannot start, or a command cannot go on, for a reason that a person can mend: shown without a stack. */
export class StartError extends Error {
  override name = 'StartError';
  readonly words: readonly Words[];
  constructor(...words: readonly Words[]) {
    super(words.map((one) => one.en).join('\n'));
    this.words = words;
  }
}

export const linesOf = (words: readonly Words[]): string => words.flatMap((one) => [one.zh, one.en]).join('\n');
