import { Converter } from 'opencc-js';

export const toSimplified = Converter({ from: 't', to: 'cn' });
export const toTraditional = Converter({ from: 'cn', to: 't' });

/** A text as it was written, simplified and traditional; each once. */
export const formsOf = (text: string): string[] => [...new Set([text, toSimplified(text), toTraditional(text)])];
