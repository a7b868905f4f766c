import { expect, it } from 'vitest';
import type { MutationType } from '../../../../core/protocol/payloads.ts';
import { household, testGrid, testNow, testUuid, whistleId } from '../../../../core/testing/builders.ts';
import { TestWorld, raising } from '../../../sync/testing/test-phone.ts';
import type { OutboxRecord, Phone } from '../../../local/phone.ts';
import { keptDraftsIn } from './kept-drafts.ts';
import { mendOf } from './mend-record.ts';
import { recordContent } from './record-content.ts';

const refused = (type: MutationType, payload: unknown): OutboxRecord => ({
  id: testUuid(77),
  order: 1,
  type,
  payload,
  base: null,
  expects: null,
  savedAt: testNow,
  heldUntil: null,
  state: 'refused',
  seq: 1,
  result: { seq: 1, id: testUuid(77), outcome: 'refused', refusal: { code: 'invalid', detail: 'test' } },
  answeredAt: testNow,
  v: 1,
  clock: null,
  isGivenUp: false,
  media: [],
});

async function phoneHere(): Promise<Phone> {
  const phone = await new TestWorld().open();
  await phone.sync.now();
  return phone;
}
const door = household(1);
const form = (path: string) => `${path}?again=${testUuid(77)}`;

it('puts a refused whistle beside the one that is half written, never over it', async () => {
  const phone = await phoneHere();
  const half = { whistle: whistleId(9), grid: testGrid, photos: [], voice: [], marks: [], text: '写了一半' };
  await phone.drafts.put(`whistle:${whistleId(9)}`, {
    ...half,
    emergency: false,
    place: null,
    household: null,
    backTo: '/field',
  });
  const said = { ...raising(1).payload, voice: [], marks: [], source: 'patrol', outOfGrid: false };
  const path = await mendOf(refused('whistle.raise', said), phone, testNow)?.();
  const texts = keptDraftsIn(await phone.drafts.list(), phone.view).map(({ text }) => text);
  expect(texts.toSorted()).toEqual(['写了一半', said.text].toSorted());
  expect(path).toMatch(/^\/field\/whistle\?step=choose&draft=wh_/);
  expect(path).not.toContain(whistleId(9));
});

it('opens the form of a door filled in as it was, beside one that is half filled in', async () => {
  const phone = await phoneHere();
  const set = { phone: { from: null, to: '0555-2460000' }, note: { from: '', to: '敲门要大声' } };
  const record = refused('household.amend', { household: door.id, set });
  const half = { path: `/field/households/${door.id}/edit`, id: null, seen: {}, now: { note: '另一句' } };
  await phone.drafts.put(`form:${half.path}`, half);
  const path = await mendOf(record, phone, testNow)?.();
  expect(path).toBe(form(half.path));
  expect(await phone.drafts.get(`form:${half.path}`)).toEqual(half);
  expect(await phone.drafts.get(`form:${path}`)).toMatchObject({
    path,
    now: { phone: '0555-2460000', note: '敲门要大声', room: door.room },
    seen: { phone: door.phone, note: door.note },
  });
});

it.each([
  [
    'person.add',
    { person: 'pe_1', household: door.id, name: '王二', birthYear: 1950, sex: 'm', phone: null, relation: '本人' },
    `/field/households/${door.id}/people/add`,
    { name: '王二', birthYear: '1950', sex: 'm', phone: '', relation: '本人' },
    ['王二', '1950', '本人'],
  ],
  [
    'need.open',
    {
      need: 'nd_1',
      household: door.id,
      kind: 'livingAlone',
      note: '要一辆轮椅',
      until: '2027-11-18',
      consent: { how: 'signed', by: '王二', at: testNow, wording: '我同意登记' },
      occurredAt: testNow,
    },
    `/field/households/${door.id}/needs/add`,
    { kind: 'livingAlone', how: 'signed', until: '2027-11-18', note: '要一辆轮椅' },
    ['要一辆轮椅', '王二', '我同意登记', '2027'],
  ],
] as const)('opens %s again with every field, and copies every field', async (type, payload, path, now, copied) => {
  const phone = await phoneHere();
  const record = refused(type, payload);
  expect(await mendOf(record, phone, testNow)?.()).toBe(form(path));
  expect(await phone.drafts.get(`form:${form(path)}`)).toMatchObject({ now });
  for (const part of copied) expect(recordContent(record, phone.view)).toContain(part);
});

it('puts a comment below what is half written in its box', async () => {
  const phone = await phoneHere();
  await phone.outbox.save(raising(1));
  await phone.drafts.put(`comment:${whistleId(1)}`, '写了一半');
  const record = refused('whistle.comment', { whistle: whistleId(1), text: '灯还没修' });
  expect(await mendOf(record, phone, testNow)?.()).toBe(`/field/whistles/${whistleId(1)}`);
  expect(await phone.drafts.get(`comment:${whistleId(1)}`)).toBe('写了一半\n灯还没修');
});

it('offers nothing to mend at a door that is gone', async () => {
  const phone = await phoneHere();
  const gone = { household: household(99).id, set: { note: { from: '', to: '好' } } };
  expect(mendOf(refused('household.amend', gone), phone, testNow)).toBeNull();
});
