import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * A title is read at a glance: twelve Chinese characters at most (ux 6, Words). Titles of pages, parts and dialogs
 * stand in a catalogue as `title`, as `…Title`, or under `titles`; a title with something in it counts without that.
 */
const limit = 12;
const isTitleKey = (key: string): boolean => key === 'title' || key.endsWith('Title');
const characters = (text: string): number => text.match(/\p{Script=Han}/gu)?.length ?? 0;

function titlesOf(words: object, path: string, isBelowTitles = false): { path: string; text: string }[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const here = `${path}.${key}`;
    if (typeof value === 'object' && value !== null) return titlesOf(value, here, isBelowTitles || key === 'titles');
    if (!isBelowTitles && !isTitleKey(key)) return [];
    return [{ path: here, text: typeof value === 'function' ? String(value('', '', '')) : String(value) }];
  });
}

const files = globSync('src/**/*-texts.ts');
const catalogues = await Promise.all(
  files.map(async (file) => [file, (await import(pathToFileURL(resolve(file)).href)) as object] as const),
);
const titles = catalogues.flatMap(([file, exported]) =>
  Object.entries(exported).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && 'zh' in value && typeof value.zh === 'object' && value.zh !== null
      ? titlesOf(value.zh, `${file} ${name}`)
      : [],
  ),
);

describe('the titles of the catalogues', () => {
  it('are found', () => {
    expect(titles.map(({ path }) => path)).toContain('src/faces/desk/desk-texts.ts deskTexts.titles.whistles');
    expect(titles.length).toBeGreaterThan(40);
  });

  it('have at most twelve Chinese characters', () => {
    expect(titles.filter(({ text }) => characters(text) > limit)).toEqual([]);
  });
});
