/** Texts that are taken for something else: into every string that the server reads. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { isStorable } from '../../core/protocol/text.ts';
import { mutationTypes } from '../../core/protocol/all-payloads.ts';
import { naughtyTexts } from '../browser/support/naughty.ts';
import { fieldsOf, isFreeText, isText, knownIn, payloadOf, withAt } from './support/payloads.ts';
import { expectHealthy, expectSafe, saysNothingInside } from './support/safe.ts';
import { newUuid, openTown, type Sender, type Town } from './support/town.ts';

let town: Town;
let wang: Sender;
let clerk: Sender;
beforeAll(async () => {
  town = await openTown();
  wang = await town.sender('wangge');
  clerk = await town.sender('shequ');
});
afterEach(() => expectHealthy(town));
afterAll(() => town.close());

const json = { 'content-type': 'application/json' };
const unstorable = ['a\u0000b', '\ud800', 'x\udc00y', '\u0000'];
/** One in so many for places that take no free text. */
const some = [...naughtyTexts.filter((_, i) => i % 6 === 0), ...unstorable];

it('walks the payloads of every mutation', () => {
  const free = mutationTypes.flatMap(fieldsOf).filter(isFreeText);
  expect(free.length).toBeGreaterThan(30);
  expect(naughtyTexts.length).toBeGreaterThan(75);
  expect(mutationTypes.filter((type) => fieldsOf(type).length === 0)).toEqual([]);
});

it('keeps them in every text of every mutation, or refuses them in words', { timeout: 80_000 }, async () => {
  let applied = 0;
  for (const type of mutationTypes) {
    const sender = ['whistle', 'household', 'person'].some((slice) => type.startsWith(`${slice}.`)) ? clerk : wang;
    const known = await knownIn(town, wang);
    const base = payloadOf(type, known);
    const asked = fieldsOf(type)
      .filter(isText)
      .flatMap((field) =>
        (isFreeText(field) ? [...naughtyTexts, ...unstorable] : some).map((text) => ({
          type,
          payload: withAt(base, field.path, text),
        })),
      );
    const results = await town.push(sender, asked);
    expect(results).toHaveLength(asked.length);
    for (const result of results) {
      if (result.outcome === 'applied') applied += 1;
      else {
        expect(result.refusal.code).not.toBe('quarantined');
        saysNothingInside(result.refusal.detail);
      }
    }
  }
  expect(applied).toBeGreaterThan(300);
});

it('gives them back to others byte for byte', async () => {
  const whistle = await town.raise(wang);
  const results = await town.push(
    wang,
    [...naughtyTexts, ...unstorable].map((text) => ({ type: 'whistle.comment', payload: { whistle, text } })),
  );
  const kept = naughtyTexts.filter((text) => text.trim() !== '');
  expect(results.filter(({ outcome }) => outcome === 'applied')).toHaveLength(kept.length);
  const events = (await town.rows('shequ', 'event')).filter((event) => event['whistle'] === whistle);
  const texts = events.map((event) => (event['happening'] as { text?: string }).text);
  expect(new Set(texts.filter((text) => text !== undefined))).toEqual(new Set(kept));
  expect(naughtyTexts.every(isStorable)).toBe(true);
});

it('takes them in no other body, address or header for anything but text', { timeout: 60_000 }, async () => {
  const [admin, shequ] = [await town.as('admin'), await town.as('shequ')];
  for (const text of [...naughtyTexts, ...unstorable]) {
    const quoted = encodeURIComponent(text.toWellFormed());
    const asked: [string, () => Promise<Response>, number[]][] = [
      [
        'complaint',
        () =>
          admin('/api/complaints', {
            method: 'POST',
            headers: json,
            body: JSON.stringify({ id: newUuid(), face: 'desk', text }),
          }),
        [201, 400, 429],
      ],
      [
        'look',
        () =>
          shequ(`/api/desk/households/${town.known.household}/needs`, {
            method: 'POST',
            headers: json,
            body: JSON.stringify({ reason: text }),
          }),
        [200, 400, 413],
      ],
      ['search', () => admin(`/api/desk/staff?search=${quoted}`), [200, 400, 431]],
      ['page', () => admin(`/api/desk/staff?after=${quoted}`), [200, 400, 431]],
      ['list', () => shequ(`/api/desk/whistles?after=${quoted}&area=${quoted}&stage=${quoted}`), [400, 431]],
      ['address', () => shequ(`/api/media/${quoted}`), [400, 404, 431]],
      ['unknown address', () => shequ(`/${quoted}`), [400, 404, 431]],
      [
        'header',
        () => shequ('/api/session', { headers: { 'x-shaodao-account': text.replaceAll(/[^\u0020-\u007e]/g, '?') } }),
        [401],
      ],
    ];
    for (const [what, ask, allowed] of asked)
      await expectSafe(await ask(), allowed, `${what}: ${JSON.stringify(text).slice(0, 60)}`);
  }
});

it('signs nobody in by them', async () => {
  for (const text of some)
    for (const body of [
      { username: text, password: 'x' },
      { username: 'wangge', password: text },
    ]) {
      const reply = await fetch(`${town.server.url}/api/session`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      });
      await expectSafe(reply, [400, 401, 429]);
    }
});
