/** A note is made of tiles, tapped on or off, and of what was typed, each on a line of its own. */
const between = '\n';

export interface NoteParts {
  tiles: string[];
  typed: string;
}

export function noteParts(note: string | null, known: readonly string[]): NoteParts {
  const lines = note === null ? [] : note.split(between);
  const firstTyped = lines.findIndex((line) => !known.includes(line));
  const tiles = firstTyped === -1 ? lines : lines.slice(0, firstTyped);
  return { tiles, typed: lines.slice(tiles.length).join(between) };
}

export function noteOf({ tiles, typed }: NoteParts): string | null {
  const lines = [...tiles, ...(typed.trim() === '' ? [] : [typed])];
  return lines.length === 0 ? null : lines.join(between);
}

export const toggleTile = (parts: NoteParts, tile: string): NoteParts => ({
  ...parts,
  tiles: parts.tiles.includes(tile) ? parts.tiles.filter((one) => one !== tile) : [...parts.tiles, tile],
});
