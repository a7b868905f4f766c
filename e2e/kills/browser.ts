/**
 * Kills Chromium, again and again at a random moment while a script saves whistles on the real app, and looks afterwards
 * whether everything that was shown as saved is at the server, once.
 *
 *     node e2e/kills/browser.ts --kills 200 [--seed 1]
 *
 * The app must have been built, and the variable CHROMIUM name the browser.
 */
import { parseArgs } from 'node:util';
import { expect } from '@playwright/test';
import { field } from '../browser/pages/field.ts';
import { openDevice, type Device } from '../browser/support/device.ts';
import { KillableServer } from '../browser/support/killable.ts';
import { demoAccounts } from '../browser/support/outsider.ts';
import { diceOf } from '../sim/dice.ts';

export interface KillFigures {
  kills: number;
  /** Texts that the screen said to be in the outbox. */
  shown: number;
  /** Texts that were typed when the browser died. */
  unsure: number;
  /** What is wrong, in words; nothing when all is well. */
  faults: string[];
}

/** @param server with the demo's town; it goes on running */
export async function killBrowser(server: KillableServer, kills: number, seed: number): Promise<KillFigures> {
  const dice = diceOf(seed, 'kills');
  const worker = (await demoAccounts(server.url)).find(({ role }) => role === 'worker');
  if (!worker) throw new Error('the demo has no worker');
  const device = await openDevice(server.url);
  const shown: string[] = [];
  const typed: string[] = [];
  try {
    const she = field(device.page);
    await she.signIn(device.url, worker.username);
    await she.prepare();
    // Cookies reach the disk half a minute late, or with a browser that is closed.
    await device.close();
    await device.start();
    for (let kill = 1; kill <= kills; kill++) {
      // Every third life is spent without a network.
      await device.setFlightMode(kill % 3 === 0);
      await saveUntilKilled(device, dice.between(1_000, 15_000), () => {
        const text = `第${kill}次之前的第${typed.length + 1}件事`;
        typed.push(text);
        return { text, saved: () => shown.push(text) };
      });
      await device.start();
    }
    await device.setFlightMode(false);
    await device.page.goto(`${device.url}/field/outbox`);
    const waiting = device.page.locator('[data-state="waiting"], [data-state="held"], [data-state="sending"]');
    await expect(device.page.getByRole('heading', { name: '待发箱' })).toBeVisible({ timeout: 60_000 });
    await expect(waiting).toHaveCount(0, { timeout: 120_000 });
  } finally {
    await device.dispose();
  }
  const rows = await server.sql(
    `select "row"->>'text' as text, count(*)::int as times from whistle where "row"->>'text' like '第%次之前的%' group by 1`,
  );
  const times = new Map(rows.map(({ text, times: n }) => [String(text), Number(n)]));
  return {
    kills,
    shown: shown.length,
    unsure: typed.length - shown.length,
    faults: [
      ...(shown.length === 0 ? ['nothing was ever shown as saved: this proved nothing'] : []),
      ...shown.filter((text) => !times.has(text)).map((text) => `${text}: was shown as saved and is not at the server`),
      ...[...times].flatMap(([text, n]) => (n > 1 ? [`${text}: is at the server ${n} times`] : [])),
    ],
  };
}

async function saveUntilKilled(
  device: Device,
  afterMs: number,
  next: () => { text: string; saved: () => void },
): Promise<void> {
  let isKilled = false;
  const killed = new Promise<void>((resolve) =>
    setTimeout(() => {
      isKilled = true;
      void device.kill().then(resolve);
    }, afterMs),
  );
  try {
    for (;;) await saveOne(device, next());
  } catch (fault) {
    // Whatever the script was at ends with its browser; before that it is a fault.
    if (!isKilled) throw fault;
  }
  await killed;
}

async function saveOne({ page, url }: Device, { text, saved }: { text: string; saved: () => void }): Promise<void> {
  // What a death left unfinished lies there as a draft, and is written over.
  await page.goto(`${url}/field/whistle?step=choose&back=/field`);
  await page.getByRole('textbox', { name: /^是什么事？/ }).fill(text);
  await field(page).chooseTile(0);
  saved();
  await page.getByRole('button', { name: '完成' }).click();
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  });
  const server = await KillableServer.start();
  try {
    const { kills, shown, unsure, faults } = await killBrowser(server, Number(values.kills), Number(values.seed));
    for (const fault of faults) console.log(`! ${fault}`);
    console.log(`${kills} kills of the browser, ${shown} shown as saved, ${unsure} unsure, ${faults.length} faults`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } finally {
    await server.dispose();
  }
}
