import { expect, test, type Browser, type Page } from '@playwright/test';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { does } from './pages/deed.ts';
import { chooseAccount } from './pages/field.ts';
import { accountsOf, demoAccount, newUuid, Staff, type DemoAccount } from './support/staff.ts';

/** One problem that three communities have: two of one street are merged by it, the third by the dispatcher. */
const url = process.env['SHAODAO_URL'] ?? '';
const word = '小区充电桩整排断电';

async function sit(browser: Browser, { username }: DemoAccount, path: string, isPhone = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: isPhone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await chooseAccount(page, url, username);
  await page.waitForURL(isPhone ? '**/field' : '**/desk/**');
  await page.goto(`${url}${path}`);
  return page;
}

interface Place {
  whistle: string;
  worker: DemoAccount;
  clerk: DemoAccount;
  street: DemoAccount;
  text: string;
}

/** Two communities of one street and one of another, each with a worker whom no other journey uses. */
async function threePlaces(): Promise<[Place, Place, Place]> {
  const all = await accountsOf(url);
  const clerks = all.filter(({ role }) => role === 'community');
  const ofStreet = (street: DemoAccount) => clerks.filter(({ area }) => area.startsWith(street.area));
  const streets = all.filter(({ role }) => role === 'street');
  const twin = streets.find((street) => ofStreet(street).length >= 2);
  const other = streets.find((street) => street !== twin && ofStreet(street).length > 0);
  if (!twin || !other) throw new Error('the demo has no such streets');
  const places = [...ofStreet(twin).slice(0, 2), ...ofStreet(other).slice(0, 1)].map((clerk, i): Place => {
    const worker = all.filter(({ role, area }) => role === 'worker' && area.startsWith(clerk.area)).at(-1);
    if (!worker) throw new Error(`no worker in ${clerk.area}`);
    const whistle = `wh_${newUuid()}`;
    return { whistle, worker, clerk, street: i < 2 ? twin : other, text: `${word}，第${i + 1}处 ${whistle.slice(-6)}` };
  });
  const [first, second, third] = places;
  if (!first || !second || !third) throw new Error('three communities are needed');
  return [first, second, third];
}

test('a problem of three communities is merged by street and dispatcher, ends once, and helps each or not', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const places = await threePlaces();
  const [first, second, third] = places;
  const [unit, dispatcher] = [await demoAccount(url, 'bumen'), await demoAccount(url, 'qu')];
  const watcher = await Staff.signIn(url, dispatcher);
  const rowOf = async (nth: number): Promise<WhistleRow | undefined> => watcher.whistle(places[nth]?.whistle ?? '');
  const until = (what: string, nth: number, isSo: (row: WhistleRow) => boolean): Promise<void> =>
    expect
      .poll(
        async () => {
          const row = await rowOf(nth);
          return row !== undefined && isSo(row);
        },
        { message: what, timeout: 60_000 },
      )
      .toBe(true);
  const scripted = async (who: DemoAccount, type: string, payload: object): Promise<void> => {
    expect(await (await Staff.signIn(url, who)).does(type, payload)).toMatchObject({ outcome: 'applied' });
  };

  for (const { whistle, worker, clerk, text } of places) {
    await scripted(worker, 'whistle.raise', {
      whistle,
      grid: worker.area,
      category: '0103',
      text,
      emergency: false,
      place: null,
      photos: [],
      household: null,
      occurredAt: new Date().toISOString(),
    });
    await scripted(clerk, 'whistle.escalate', { whistle, category: '0103', text: '几个小区都有，社区办不了' });
  }

  // Inside the street: the second goes into the first, found by what it says.
  const atStreet = await sit(browser, first.street, `/desk/work/${second.whistle}`);
  await does(atStreet, '并案', async () => {
    await expect(atStreet.getByRole('radio', { name: new RegExp(second.text, 'u') })).toHaveCount(0);
    await atStreet.getByLabel('按文字或社区找').fill(first.text.slice(-10));
    await expect(atStreet.locator('form.deed').getByRole('radio')).toHaveCount(1);
    await atStreet.getByRole('radio', { name: new RegExp(first.text, 'u') }).check();
  });
  await until('merged inside the street', 1, ({ mergedInto }) => mergedInto === first.whistle);
  await atStreet.goto(`${url}/desk/work/${first.whistle}`);
  await expect(atStreet.getByText('另有 1 哨并入')).toBeVisible();
  await does(atStreet, '报区', async () => {
    await atStreet.getByLabel('说明', { exact: true }).fill('两个社区都有');
    await atStreet.getByLabel('牵头单位').selectOption(unit.area);
  });
  await until('reported to the district', 0, ({ stage }) => stage === 'consulting');
  await scripted(third.street, 'whistle.escalate', {
    whistle: third.whistle,
    category: '0103',
    text: '也有一处',
    proposal: { urgency: 'U3', complexity: 'one', lead: unit.area, cooperators: [] },
  });

  // Across streets: the dispatcher; what is of another street is not the street's to choose.
  const atDistrict = await sit(browser, dispatcher, `/desk/work/${third.whistle}`);
  await does(atDistrict, '并案', async () => {
    await atDistrict.getByLabel('按文字或社区找').fill(first.text.slice(-10));
    await atDistrict.getByRole('radio', { name: new RegExp(first.text, 'u') }).check();
  });
  await until('merged across streets', 2, ({ mergedInto }) => mergedInto === first.whistle);
  await until(
    'the target knows both',
    0,
    ({ loop, supporters }) => loop?.joined.length === 2 && supporters.length === 2,
  );

  await scripted(unit, 'whistle.opine', { whistle: first.whistle, opinion: 'agree', whose: null, grounds: '' });
  await atDistrict.goto(`${url}/desk/work/${first.whistle}`);
  await does(atDistrict, '派单');
  await until('dispatched', 0, ({ stage }) => stage === 'dispatched');
  await scripted(unit, 'whistle.reportIn', {
    whistle: first.whistle,
    plan: '三处一起换配电箱',
    leader: '李副局长',
    contact: '王科',
    milestones: [],
  });
  await scripted(first.clerk, 'whistle.reportIn', { whistle: first.whistle, unit: unit.area });
  await scripted(unit, 'whistle.claim', { whistle: first.whistle, text: '三处都已送电', photos: [], excused: [] });
  await scripted(first.clerk, 'whistle.accept', { whistle: first.whistle, text: '有电了', photos: [] });

  // What is not solved yet cannot be opened again: the reporter of the third is not asked either.
  const early = await (
    await Staff.signIn(url, third.worker)
  ).does('whistle.reopen', {
    whistle: third.whistle,
    reason: '还没电',
  });
  expect(early).toMatchObject({ outcome: 'refused', refusal: { detail: 'target-open' } });

  const atCommunity = await sit(browser, first.clerk, `/desk/whistles/${first.whistle}?part=all`);
  await does(atCommunity, '满意度投票', () => atCommunity.getByLabel('满意', { exact: true }).check());
  await until('voted', 0, ({ loop }) => loop?.ballots.length === 1);
  await does(atCommunity, '结束测评');
  await until('survey over', 0, ({ stage }) => stage === 'evaluating');
  await does(atCommunity, '一哨一评', async () => {
    await atCommunity.getByLabel('说明').fill('三处一次办成');
    const lines = await atCommunity.getByLabel('对那里的反映人说一句').all();
    expect(lines).toHaveLength(2);
    for (const [i, line] of lines.entries()) await line.fill(`第${i + 2}处的配电箱已换，已送电`);
  });
  await until('closed', 0, ({ stage }) => stage === 'closed');
  await until('the second is told', 1, ({ answer }) => answer?.text === '第2处的配电箱已换，已送电');
  await until('the third is told', 2, ({ answer }) => answer?.text === '第3处的配电箱已换，已送电');

  // The reporter of the third, on her phone: it did not help her.
  const phone = await sit(browser, third.worker, `/field/whistles/${third.whistle}`, true);
  await expect(phone.getByText('第3处的配电箱已换，已送电').first()).toBeVisible({ timeout: 60_000 });
  await does(phone, '未解决', () => phone.getByLabel('理由').fill('我们这一排还是没电'));
  await until('open again in its own community', 2, ({ stage, mergedInto, loop }) =>
    Boolean(stage === 'community' && mergedInto === null && loop?.isReopened),
  );
  await until('the target counts it no more', 0, ({ loop }) => loop?.joined.length === 1);
  expect((await rowOf(1))?.stage).toBe('merged');
  for (const page of [atStreet, atDistrict, atCommunity, phone]) await page.context().close();
});
