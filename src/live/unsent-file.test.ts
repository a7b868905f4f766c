import { expect, it } from 'vitest';
import { makeId } from '../../core/lib/id.ts';
import { unsentShape } from '../../core/protocol/unsent.ts';
import { testNow, testUuid, wang } from '../../core/testing/builders.ts';
import type { KeptPhoto, OutboxRecord, Phone, RecordState } from '../local/phone.ts';
import { unsentFile, unsentFileName } from './unsent-file.ts';

const record = (order: number, state: RecordState, media: string[] = []): OutboxRecord => ({
  id: testUuid(order),
  order,
  type: 'whistle.raise',
  v: 1,
  payload: { text: `第${order}条 🏮`, photos: media },
  base: null,
  expects: null,
  savedAt: testNow,
  clock: { errorMs: 60_000, contactAt: testNow },
  heldUntil: null,
  state,
  seq: null,
  result: null,
  answeredAt: null,
  media,
  isGivenUp: false,
});
const here = 'a'.repeat(64);
const gone = 'b'.repeat(64);
const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n % 256);

it('holds every unsent record with its payload and the photos that are still here', async () => {
  const records = [record(5, 'held'), record(4, 'sending', [here, gone]), record(3, 'received'), record(2, 'waiting')];
  // Only what the export reads is there.
  const phone = {
    account: { id: wang.account, username: 'wangge', name: '老周', grants: [] },
    outbox: { all: () => records },
    photos: {
      get: (sha256: string) => (sha256 === here ? { sha256, width: 1600, height: 1200, takenAt: testNow } : undefined),
      bytes: (sha256: string) => Promise.resolve(sha256 === here ? bytes : null),
    },
    sync: { status: () => ({ device: 'dv_1' }) },
  } as unknown as Phone & { photos: { get: () => KeptPhoto } };
  const file = await unsentFile(phone, testNow);
  const read = JSON.parse(JSON.stringify(file)) as typeof file;
  expect(read).toMatchObject({ format: 'shaodao-unsent', version: 2, device: 'dv_1', account: { name: '老周' } });
  expect(read.records.map(({ order, payload }) => [order, payload])).toEqual([
    [2, { text: '第2条 🏮', photos: [] }],
    [4, { text: '第4条 🏮', photos: [here, gone] }],
    [5, { text: '第5条 🏮', photos: [] }],
  ]);
  // What the server hashes and judges by: the same as goes from the phone.
  expect(read.records[0]).toMatchObject({ v: 1, at: testNow, clock: { errorMs: 60_000, contactAt: testNow } });
  expect(read.photos.map(({ sha256, width }) => [sha256, width])).toEqual([[here, 1600]]);
  expect(Uint8Array.from(Buffer.from(read.photos[0]?.base64 ?? '', 'base64'))).toEqual(bytes);
});

it('holds one record alone where one was chosen', async () => {
  const chosen = record(3, 'refused');
  const phone = {
    account: { id: wang.account, username: 'wangge', name: '老周', grants: [] },
    outbox: { all: () => [record(4, 'waiting'), chosen] },
    sync: { status: () => ({ device: 'dv_1' }) },
  } as unknown as Phone;
  const file = await unsentFile(phone, testNow, [chosen]);
  expect(file.records.map(({ id }) => id)).toEqual([chosen.id]);
});

it('is what the community takes in', async () => {
  const phone = {
    account: { id: wang.account, username: 'wangge', name: '老周', grants: [] },
    outbox: { all: () => [record(4, 'waiting')] },
    sync: { status: () => ({ device: makeId('device', testUuid(9)) }) },
  } as unknown as Phone;
  const read: unknown = JSON.parse(JSON.stringify(await unsentFile(phone, testNow)));
  expect(unsentShape.safeParse(read).success).toBe(true);
});

it('names the file by the day and minute in Shanghai, and nobody in it', () => {
  expect(unsentFileName('哨到-未发记录', '2026-11-23T16:41:00.000Z')).toBe('哨到-未发记录-20261124-0041.json');
});
