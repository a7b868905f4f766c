import { pinyin } from 'pinyin-pro';
import { doubleSurnames, otherReadings, surnameReadings } from './readings.ts';
import { toSimplified, toTraditional } from './scripts.ts';

/**
 * What a search looks in beside a name: its simplified and traditional form where they differ, its pinyin without
 * tones, its initials. Where a character has two living readings (`单` shan, dan; `乐` le, yue) both stand here. The
 * phone carries no dictionary: it folds the query and looks for it here (X8). `ü` is written `v`, as it is typed.
 */
export function nameKeysOf(name: string): string {
  if (!/\p{Script=Han}/u.test(name)) return name.toLowerCase();
  const simplified = toSimplified(name);
  const readings = readingsOf(simplified);
  const keys = [
    simplified,
    toTraditional(simplified),
    ...readings.map((syllables) => syllables.join('')),
    ...readings.map((syllables) => syllables.map(initialOf).join('')),
  ];
  return [...new Set(keys.map((key) => key.toLowerCase().replaceAll(/\s+/gu, '')))]
    .filter((key) => key !== name && key !== '')
    .join(' ');
}

/** A rare character that the dictionary does not know stands for itself, whole: half of one is no text. */
const initialOf = (syllable: string): string => Array.from(syllable)[0] ?? '';

/** Enough for two doubtful characters in a name; a shop's long name stays short here. */
const mostReadings = 4;

/** The syllables of a name, said in each likely way, the likeliest first. */
function readingsOf(name: string): string[][] {
  const said = surnamed(name, pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true }));
  let readings = [said];
  for (const [i, character] of Array.from(name).entries()) {
    const others = (otherReadings[character] ?? []).filter((other) => other !== said[i]);
    const isHeadOfTwo = i < 2 && Array.from(name).slice(0, 2).join('') in doubleSurnames;
    if (others.length === 0 || isHeadOfTwo) continue;
    const more = readings.flatMap((syllables) => others.map((other) => syllables.with(i, other)));
    readings = [...readings, ...more].slice(0, mostReadings);
  }
  return readings;
}

function surnamed(name: string, syllables: readonly string[]): string[] {
  const [first = '', second = ''] = Array.from(name);
  const double = doubleSurnames[first + second]?.split(' ');
  if (double) return [...double, ...syllables.slice(2)];
  const single = surnameReadings[first];
  return single === undefined ? [...syllables] : [single, ...syllables.slice(1)];
}
