/** The drill: backed up while it runs, worked on, lost with its folder, put back. Real server, real commands, phones of the app. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { KillableServer } from '../browser/support/killable.ts';
import { NodePhone, uniqueText } from './support/node-phone.ts';
import { embeddedConnection, gridOf, makeTown, townPassword, workerOf } from './support/town.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'shaodao-drill-'));
// The database may run as a user of its own, who has to get in.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const admin = (dataDir: string, ...args: string[]) =>
  run(process.execPath, ['server/admin.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, SEED: 'none' },
  });

function newFolder(name: string): string {
  const made = mkdtempSync(join(folder, `${name}-`));
  chmodSync(made, 0o711);
  return made;
}

describe('a server that is lost with all that it has', () => {
  it('comes back from its backup, and phones give back what came later: 500 records and their photos, once', async () => {
    const first = await KillableServer.start({ SEED: 'none' }, newFolder('first'));
    const backups = newFolder('backups');
    await makeTown(embeddedConnection(first.dataDir), 5);
    const phones = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => NodePhone.signIn(first.url, workerOf(n), townPassword, gridOf(n))),
    );
    const records = (): number => phones.reduce((sum, phone) => sum + phone.records('received').length, 0);

    for (const phone of phones) for (let i = 0; i < 10; i += 1) await phone.raise(uniqueText('备份前'), i === 0);
    await Promise.all(phones.map((phone) => phone.drain(30_000)));
    // Beside the running server, which goes on answering.
    const [backedUp] = await Promise.all([
      admin(first.dataDir, 'backup', '--to', backups),
      phones[0]?.raise(uniqueText('备份时')),
    ]);
    expect(backedUp.stdout).toContain('Backed up to');

    for (const phone of phones) {
      for (let i = 0; i < 50; i += 1) {
        const whistle = await phone.raise(uniqueText('备份后'), i % 25 === 0);
        await phone.comment(whistle, uniqueText('备份后的话'));
      }
    }
    await Promise.all(phones.map((phone) => phone.drain(60_000)));
    expect(records()).toBe(5 * 10 + 1 + 5 * 100);
    const received = phones.flatMap((phone) => phone.records('received').map(({ id }) => id));
    await first.kill('server and database');
    rmSync(first.dataDir, { recursive: true, force: true, maxRetries: 5 });

    const dataDir = newFolder('second');
    const [backup = ''] = readdirSync(backups);
    const restored = await admin(dataDir, 'restore', '--from', join(backups, backup));
    expect(restored.stdout).toContain('Restored to how it stood');
    const second = await KillableServer.start({ SEED: 'none' }, dataDir);
    try {
      const count = async (sql: string): Promise<number> => Number((await second.sql(sql))[0]?.['n']);
      expect(await count('select count(*) as n from whistle')).toBeLessThanOrEqual(51);
      for (const phone of phones) phone.moveTo(second.url);
      // Nothing new is needed to make them look: they sign in again, learn of the restore and send again.
      for (const phone of phones) await phone.look();
      await Promise.all(phones.map((phone) => phone.raise(uniqueText('恢复后'), true)));
      await Promise.all(phones.map((phone) => phone.drain(60_000)));

      const raised = phones.flatMap((phone) => phone.raised).toSorted();
      expect((await second.sql('select id from whistle order by id')).map(({ id }) => id)).toEqual(raised);
      expect(await count('select count(*) as n from event')).toBe(306 + 250);
      const answered = await second.sql(
        `select id from mutation_result where is_first = 1 and outcome->>'outcome' = 'applied'`,
      );
      const ids = new Set(answered.map(({ id }) => id));
      expect(received.filter((id) => !ids.has(id))).toEqual([]);
      expect(phones.flatMap((phone) => phone.records('refused'))).toEqual([]);
      // The photos' bytes came again, too.
      const photos = phones.flatMap((phone) => phone.photos);
      await expect.poll(() => count(`select count(*) as n from photo where state = 'here'`)).toBe(photos.length);
      for (const sha256 of photos) {
        const file = join(dataDir, 'photos', sha256.slice(0, 2), `${sha256}.full.jpg`);
        expect(existsSync(file) && readFileSync(file).length > 0).toBe(true);
      }
      expect(new Set(photos).size).toBe(photos.length);
      // The admins' notice and the health say what happened; the record of who did what is whole.
      await expect
        .poll(
          async () =>
            ((await (await fetch(`${second.url}/healthz`)).json()) as { lately?: { what: string }[] }).lately ?? [],
        )
        .toContainEqual(expect.objectContaining({ what: 'epoch-changed' }));
      expect((await admin(dataDir, 'verify')).stdout).toContain('The record is whole');
    } finally {
      await Promise.all(phones.map((phone) => phone.close()));
      await second.dispose();
    }
  });
});
