/**
 * What must hold when faults have stopped and everything has drained: each promise is kept in exactly one way.
 */
import type { AccountId } from '../../core/lib/id.ts';
import { msOf } from '../../core/lib/time.ts';
import type { OutboxRecord } from '../../src/local/phone.ts';
import { keepSentMs } from '../../src/local/retention.ts';
import type { Device, Tab } from './device.ts';
import type { Ledger } from './ledger.ts';
import { bodyOf, type Promised, type RecordBook } from './record-book.ts';

interface End {
  devices: readonly Device[];
  ledger: Ledger;
  book: RecordBook;
  nowMs: number;
  /** It lasted longer than phones keep what is over. */
  isLong: boolean;
  isHandedOver: boolean;
  /** A closed account: what waits on its phones is there, and goes nowhere. */
  isDisabled: (account: AccountId) => boolean;
  /** Sent by the server itself when a term was over. */
  isByTime: (id: string) => boolean;
  /** Whether the server has the whole photo from that account. */
  hasBytes: (account: AccountId, sha256: string) => boolean;
  violate: (what: string) => void;
}

/** The server answered it, and has the photos of what it took. */
export function hasArrived(tab: Tab, record: OutboxRecord): boolean {
  if (record.state === 'received') return record.media.every((sha256) => isPhotoThere(tab, sha256));
  return record.state === 'refused' || (record.state === 'discarded' && (record.result !== null || !record.isGivenUp));
}

/** Gone from the phone: the server had it for longer than the phone keeps it. */
const isPhotoThere = (tab: Tab, sha256: string): boolean =>
  ['confirmed', undefined].includes(tab.phone.photos.get(sha256)?.state);

export function checkEnd({ devices, ledger, book, violate, ...end }: End): void {
  const answered = new Map(ledger.commits.filter(({ result }) => !result.isAgain).map((one) => [one.result.id, one]));
  const refused = new Set(
    ledger.commits.filter(({ result }) => result.outcome.outcome === 'refused').map(({ result }) => result.id),
  );
  for (const device of devices) {
    if (device.tabs.length === 0) violate(`${device.name} has no page to look into`);
    const [tab] = device.tabs;
    const isDisabled = end.isDisabled(device.owner.account);
    const records = new Map(tab?.phone.outbox.all().map((record) => [record.id, record]));
    for (const promised of book.of(device.name).values()) {
      const record = records.get(promised.id);
      const say = (what: string): void => violate(`${promised.type} ${promised.id} of ${device.name}: ${what}`);
      const server = answered.get(promised.id);
      const isOld = server !== undefined && msOf(server.result.at) <= end.nowMs - keepSentMs;
      if (!record) {
        if (isOld && server.result.outcome.outcome === (promised.fate === 'putAway' ? 'refused' : 'applied')) continue;
        if (isOld && promised.fate === 'givenUp') continue;
        // The copy of what was taken back stays as long.
        const isTakenBack = promised.fate === 'undone' || promised.fate === 'open';
        if (end.isLong && isTakenBack && (!server || isShared(book, promised))) continue;
        say(`loss: it is in the outbox no more (${promised.fate})`);
        continue;
      }
      switch (record.state) {
        case 'received':
          // What a restore lost of somebody who may no longer send, only her phone still has.
          if (isDisabled && ledger.line > 0) break;
          if (server?.result.outcome.outcome !== 'applied')
            say('loss: shown as received, and the server does not have it');
          // Edited on one of two copies of a phone, then sent under the same number: the first body stands (sync, "Protocol").
          // What changed nothing has its result, and no line in the audit.
          else if (server.type !== null && !promised.bodies.has(bodyOf(server.payload)) && !isShared(book, promised))
            say('the server has another body than was saved');
          if (promised.fate === 'undone' && !isShared(book, promised)) say('it was taken back, and was sent');
          for (const sha256 of record.media) {
            if (!tab || isDisabled) continue;
            if (!isPhotoThere(tab, sha256)) say(`not drained: its photo is ${tab.phone.photos.get(sha256)?.state}`);
            else if (!end.hasBytes(device.owner.account, sha256)) say('loss: the server does not have its photo');
          }
          break;
        case 'refused':
          // She has had her grid all along: only a wrong time of the deed can have cost it.
          if (
            !end.isHandedOver &&
            ['visit.record', 'whistle.raise'].includes(record.type) &&
            codeOf(record) === 'not-your-grid'
          )
            say('refused because of a clock');
          // Whoever may no longer send cannot tell a server that lost its answer.
          if (isDisabled && ledger.line > 0) break;
          if (!refused.has(promised.id)) say('shown as refused, and the server did not refuse it');
          break;
        case 'discarded':
          if (record.isGivenUp && record.result === null && !isDisabled)
            say('not drained: given up, and never answered');
          if (promised.fate === 'kept') say('loss: shown as taken back, and nobody took it back');
          if (promised.fate === 'undone' && server && !isShared(book, promised))
            say('it was taken back, and the server has it');
          break;
        case 'held':
        case 'waiting':
        case 'sending':
          if (!isDisabled) say(`not drained: still ${record.state}`);
      }
    }
  }
  const known = new Set(book.all().map((promised) => promised.id));
  for (const { result } of ledger.commits)
    if (!known.has(result.id) && !end.isByTime(result.id))
      violate(`the server answered ${result.id}, which nobody saved`);
  checkOrder(book, ledger, violate);
}

const codeOf = ({ result }: OutboxRecord): string | null =>
  result?.outcome === 'refused' ? result.refusal.code : null;

/** A copied phone holds the same records: one copy's undo does not bind the other. */
const isShared = (book: RecordBook, promised: Promised): boolean =>
  book.all().some((other) => other.id === promised.id && other.device !== promised.device);

/** What one phone saved about one thing arrives in the order of saving. */
function checkOrder(book: RecordBook, ledger: Ledger, violate: (what: string) => void): void {
  const places = new Map(ledger.commits.filter(({ result }) => !result.isAgain).map(({ result }, i) => [result.id, i]));
  const owners = new Map<string, Promised[]>();
  for (const promised of book.all()) {
    if (!places.has(promised.id) || isShared(book, promised)) continue;
    const list = owners.get(promised.device) ?? [];
    list.push(promised);
    owners.set(promised.device, list);
  }
  for (const [device, list] of owners) {
    // Two copies of a phone and a restore that nobody knew of yet: one copy filled the numbers that the server had forgotten of
    // the other. Nothing is lost; the earlier records come late.
    if (ledger.hadSilentRestore && book.copied.has(device)) continue;
    let last = -1;
    for (const { id, order } of list.toSorted((a, b) => a.order - b.order)) {
      const place = places.get(id) ?? -1;
      if (place < last)
        violate(`order break: ${device} saved ${id} as number ${order}, and the server has it too early`);
      last = Math.max(last, place);
    }
  }
}
