/**
 * Kills the real server again and again, alone and with its database, while phones work: the app's own code over HTTP with
 * comments, photos and pulls, and senders that keep every byte of what they were answered. At the end: whatever was
 * acknowledged is there, once, in order; every photo arrived; the record of who did what is whole.
 *
 *   node e2e/kills/server.ts --kills 200        (20 when left out)
 */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KillableServer } from '../browser/support/killable.ts';
import { Outsider } from '../browser/support/outsider.ts';
import { Pusher } from '../browser/support/pusher.ts';
import { NodePhone, uniqueText } from '../faults/support/node-phone.ts';
import { embeddedConnection, gridOf, makeTown, townPassword, workerOf } from '../faults/support/town.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const phonesCount = 3;
const pushersCount = 2;
/** Answers between two kills, so that each hits work under way. */
const answersBetween = 4;

const withRepeated = ({ seq, id, ...rest }: Pusher['acknowledged'][number]['results'][number]) => ({
  seq,
  id,
  repeated: true,
  ...rest,
});
const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** The raising says nothing; then the two comments, in their order. */
const said = ['', '一', '二'].join(',');

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills takes a whole number from 1');

const faults: string[] = [];
const say = (fault: string): void => void faults.push(fault);

const dataDir = mkdtempSync(join(tmpdir(), 'shaodao-kills-'));
// The database may run as a user of its own, who has to get in.
chmodSync(dataDir, 0o711);
const server = await KillableServer.start({ SEED: 'none', LOG_LEVEL: 'silent' }, dataDir);
try {
  await makeTown(embeddedConnection(dataDir), phonesCount + pushersCount);
  await run();
} finally {
  await server.dispose();
}
for (const fault of faults.slice(0, 20)) console.error(fault);
console.log(`${faults.length === 0 ? 1 : 0} passed, ${faults.length === 0 ? 0 : 1} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function run(): Promise<void> {
  const beganAt = performance.now();
  const { epoch } = (await (await fetch(`${server.url}/healthz`)).json()) as { epoch: string };
  const phones = await Promise.all(
    numbers(1, phonesCount).map((n) => NodePhone.signIn(server.url, workerOf(n), townPassword, gridOf(n))),
  );
  const pushers = await Promise.all(
    numbers(phonesCount + 1, pushersCount).map(
      async (n) => new Pusher(await Outsider.signIn(server.url, workerOf(n), townPassword), gridOf(n), epoch),
    ),
  );
  const stop = new AbortController();
  const working = [...phones.map((phone) => work(phone, stop.signal)), ...pushers.map((pusher) => pusher.run())];
  const answered = (): number =>
    pushers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0) +
    phones.reduce((sum, phone) => sum + phone.records('received').length, 0);
  for (let kill = 0; kill < kills; kill += 1) {
    await beyond(answered, answered() + answersBetween);
    // Anywhere in what follows one another: requests, commits, answers.
    await pause(Math.random() * 40);
    await server.kill(kill % 2 === 0 ? 'server' : 'server and database');
    await server.startAgain();
  }
  await beyond(answered, answered() + answersBetween);
  stop.abort();
  for (const pusher of pushers) pusher.stop();
  await Promise.all(working);
  for (const phone of phones) await phone.drain(120_000).catch((fault: Error) => say(fault.message));
  await judge(phones, pushers);
  for (const phone of phones) await phone.close();

  const sum = (of: (pusher: Pusher) => number): number => pushers.reduce((all, pusher) => all + of(pusher), 0);
  const seconds = Math.round((performance.now() - beganAt) / 1000);
  console.log(
    `${kills} kills in ${seconds} s: ${answered()} answers held, ${sum((one) => one.again)} requests sent again, ` +
      `${sum((one) => one.repeated)} of them had been applied, ${phones.flatMap(({ photos }) => photos).length} photos`,
  );
}

/** Her walk: a whistle with words, now and then a photo, and a look at what is new. */
async function work(phone: NodePhone, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n += 1) {
    const whistle = await phone.raise(uniqueText('吹哨'), n % 4 === 0);
    await phone.comment(whistle, '一');
    await phone.comment(whistle, '二');
    await phone.look();
    // As many as a person makes, or the last look at all of them takes longer than the kills.
    while (!signal.aborted && phone.records().filter(({ state }) => state !== 'received').length > 30) {
      await pause(20);
      await phone.look();
    }
  }
}

async function judge(phones: readonly NodePhone[], pushers: readonly Pusher[]): Promise<void> {
  for (const { surprises } of pushers)
    for (const surprise of surprises) say(`an answer that nobody expects: ${surprise}`);
  const rows = await server.sql(`select w.id, w.rev, w.grid,
      (select string_agg(coalesce(e."row"->'happening'->>'text', ''), ',' order by (e."row"->>'order')::int)
         from event e where e.district = w.district and e.whistle = w.id) as said from whistle w`);
  const stands = new Map(rows.map((row) => [String(row['id']), row]));
  const expected = new Set([
    ...phones.flatMap(({ raised }) => raised),
    ...pushers.flatMap(({ acknowledged }) => acknowledged.map(({ whistle }) => whistle)),
  ]);
  for (const id of expected) {
    const row = stands.get(id);
    if (!row) say(`lost: ${id} was acknowledged and is not there`);
    else if (row['rev'] !== 3 || row['said'] !== said) say(`twice, or out of order: ${JSON.stringify(row)}`);
  }
  for (const id of stands.keys()) if (!expected.has(id)) say(`${id} is there, and nobody was told`);

  for (const pusher of pushers)
    for (const { bytes, results } of pusher.acknowledged) {
      const again = await pusher.ask(bytes);
      const isSame = JSON.stringify(again) === JSON.stringify(results.map(withRepeated));
      if (!isSame) say(`answered otherwise than before: ${JSON.stringify([results, again])}`);
    }
  const receipts = [
    ...pushers.flatMap(({ acknowledged }) =>
      acknowledged.flatMap(({ results }) => results.map(({ receipt }) => receipt)),
    ),
    ...phones.flatMap((phone) =>
      phone.records().map(({ result }) => (result?.outcome === 'applied' ? result.receipt : '?')),
    ),
  ];
  if (new Set(receipts).size !== receipts.length) say('two records have one receipt');

  for (const phone of phones) {
    // What she sees is what the server has: her own grid, whole.
    const seen = new Set(phone.phone.view.all('whistle').map(({ id }) => id));
    for (const id of phone.raised) if (!seen.has(id)) say(`${id} is not on the phone that raised it`);
    for (const sha256 of phone.photos) {
      const [photo] = await server.sql('select state from photo where sha256 = $1', [sha256]);
      if (photo?.['state'] !== 'here')
        say(`photo ${sha256} was confirmed, and the server says ${String(photo?.['state'])}`);
    }
  }
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, SEED: 'none' };
  await promisify(execFile)(process.execPath, ['server/admin.ts', 'verify'], { cwd: root, env }).catch((fault: Error) =>
    say(fault.message),
  );
}

async function beyond(count: () => number, least: number): Promise<void> {
  const until = performance.now() + 60_000;
  while (count() < least) {
    if (performance.now() > until) throw new Error('nothing is answered any more');
    await pause(5);
  }
}
