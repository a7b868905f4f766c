import { expect, it } from 'vitest';
import type { OutboxRecord } from '../local/phone.ts';
import { shown } from './outbox.ts';

const tried = { id: '1', state: 'sending', seq: 3 } as OutboxRecord;

it('says "sending" only while an exchange is under way', () => {
  expect(shown(tried, 'syncing').state).toBe('sending');
  expect(shown(tried, 'offline')).toMatchObject({ state: 'waiting', seq: 3 });
  expect(shown({ ...tried, state: 'received' }, 'offline').state).toBe('received');
});
