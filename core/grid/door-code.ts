/**
 * How people name a door: `3-2-501`, `3-501`, `3号楼2单元501室`, with full-width digits or Chinese numerals. Pure text
 * work, the same for the jump box, the search and whoever reads a roster.
 */

/** What a code says of a door; `null`: it does not say. Numbers without leading zeros, letters in lower case. */
export interface DoorCode {
  building: string | null;
  unit: string | null;
  /** As far as it was typed: `50` begins `501`. */
  room: string | null;
}

const numerals = '零一二三四五六七八九';

/** 1 to 99 in Chinese numerals. */
function numberOfNumerals(text: string): string {
  const [tens = '', ones = ''] = text.includes('十') ? text.split('十') : ['零', text];
  const ten = text.includes('十') && tens === '' ? 1 : numerals.indexOf(tens || '零');
  return String(ten * 10 + numerals.indexOf(ones || '零'));
}

/** Half width, one kind of dash, lower case; numerals before a word of place become digits: `三号楼` is `3号楼`. */
export const foldDoorText = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[‐-―−—_/.、,#]/gu, '-')
    .replaceAll(
      /[一二三四五六七八九]?十?[一二三四五六七八九]?(?=号|栋|棟|幢|座|排|单元|單元|层|層|楼|樓|室|门)/gu,
      (found) => (found === '' ? '' : numberOfNumerals(found)),
    )
    .trim()
    .toLowerCase();

const withoutZeros = (text: string): string => text.replace(/^0+(?=\w)/u, '');

/** A room as it is compared: `5-01`, `０５０１室` and `501` are one door. */
export const roomKeyOf = (room: string): string =>
  withoutZeros(foldDoorText(room).replaceAll(/[-\s]|室$|號$|号$|户$|戶$/gu, ''));

/** The number by which a building is called: `锦绣里3栋` is `3`, `渔坊巷46号` is `46`, `A座` is `a`; none: ''. */
export function buildingNumberOf(name: string): string {
  const folded = foldDoorText(name);
  const named = /(\d+|[a-z])\s*(?:号楼|號樓|栋|棟|幢|座|排)/u.exec(folded) ?? /(\d+)\s*[号號]/u.exec(folded);
  return withoutZeros(named?.[1] ?? /\d+/u.exec(folded)?.[0] ?? '');
}

const buildingWord = /^(\d+|[a-z])\s*(?:号楼|號樓|栋|棟|幢|座|排)/u;
const unitWord = /^(\d+)\s*(?:单元|單元|门|門)/u;
const separator = /^[-\s]+/u;

/**
 * What a typed code may mean, the likeliest first; empty when it is no code. Two numbers are building and room, then
 * building and unit; inside a building they are unit and room.
 */
export function readDoorCode(text: string, isInBuilding = false): DoorCode[] {
  let rest = foldDoorText(text);
  if (!/\d/u.test(rest)) return [];
  const take = (word: RegExp): string | null => {
    const found = word.exec(rest);
    if (!found) return null;
    rest = rest.slice(found[0].length).replace(separator, '');
    return withoutZeros(found[1] ?? '');
  };
  const building = take(buildingWord);
  const unit = take(unitWord);
  const parts = rest.split(/[-\s]+/u).filter((part) => part !== '');
  if (!parts.every((part, i) => isCodePart(part, i))) return [];
  const saidUnit = unit ?? (building !== null && parts.length > 1 ? withoutZeros(parts.shift() ?? '') : null);
  if (building !== null || unit !== null) {
    const room = parts.at(-1);
    return [{ building, unit: saidUnit, room: room === undefined ? null : roomKeyOf(room) }];
  }
  return meaningsOf(parts, isInBuilding);
}

/** A room may carry words (`1层东`); what stands before it is a number or a letter. */
const isCodePart = (part: string, i: number): boolean => /\d/u.test(part) || (i === 0 && /^[a-z]$/u.test(part));

function meaningsOf(parts: readonly string[], isInBuilding: boolean): DoorCode[] {
  const [first = '', second] = parts;
  const last = parts.at(-1) ?? '';
  const number = withoutZeros(first);
  const ofBuilding: DoorCode = { building: number, unit: null, room: null };
  if (second === undefined) {
    const ofRoom: DoorCode = { building: null, unit: null, room: roomKeyOf(first) };
    if (isInBuilding) return [ofRoom];
    return number.length > 2 ? [ofRoom, ofBuilding] : [ofBuilding, ofRoom];
  }
  if (parts.length > 2) return [{ building: number, unit: withoutZeros(second), room: roomKeyOf(last) }];
  const inBuilding: DoorCode = { building: number, unit: null, room: roomKeyOf(last) };
  const inUnit: DoorCode = { building: null, unit: number, room: roomKeyOf(last) };
  const ofUnit: DoorCode = { building: number, unit: withoutZeros(second), room: null };
  return isInBuilding ? [inUnit, inBuilding] : [inBuilding, ofUnit];
}

export interface CodedDoor {
  /** `buildingNumberOf` of its building. */
  building: string;
  unit: number;
  /** `roomKeyOf` of its room. */
  room: string;
}

/** Whether a code names this door: to the last digit, so far as it was typed, or not. */
export function matchDoorCode(code: DoorCode, door: CodedDoor): 'exact' | 'begins' | null {
  if (code.building !== null && code.building !== door.building) return null;
  if (code.unit !== null && code.unit !== String(door.unit)) return null;
  if (code.room === null || code.room === '') return 'begins';
  if (code.room === door.room) return 'exact';
  return door.room.startsWith(code.room) ? 'begins' : null;
}
