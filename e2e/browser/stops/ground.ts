import { addDays, dayOf } from '../../../core/calendar/day.ts';
import { makeId, type HouseholdId, type IdOf, type WhistleId } from '../../../core/lib/id.ts';
import { Scripted } from '../support/scripted.ts';
import { claimedWhistle, surveyedWhistle } from '../support/surveyed.ts';
import { accountOver, demoAccount, newUuid, workerAndClerk, type DemoAccount } from '../support/staff.ts';

/** What the stops stand on: the people, and one of everything that a screen can be about. */
export interface Ground {
  url: string;
  worker: DemoAccount;
  clerk: DemoAccount;
  street: DemoAccount;
  admin: DemoAccount;
  building: string;
  /** Lived in, with people, helped. */
  household: string;
  person: string;
  need: string;
  visit: string;
  /** Of whom two wrote different telephone numbers. */
  clashed: string;
  whistle: string;
  /** Such a word is in three whistles that are alike, the last of which is this. */
  alike: { word: string; last: string };
  /** Its unit says that it is done: who walks there checks it on the spot. */
  claimed: string;
  /** About which residents are asked. */
  surveyed: string;
  /** Given back to the worker, with a reason. */
  returned: string;
  /** It was the same as the first of those alike. */
  merged: string;
  /** Before the joint meeting. */
  tabled: string;
  /** Three units are asked for their views, one of which has answered. */
  consulted: string;
  /** Raised to the city. */
  atCity: string;
  /** Nobody has answered it yet. */
  emergency: string;
  /** Closed, with evaluations. */
  evaluated: string;
  /** A door that the desk can take away again. */
  addDoor: () => Promise<HouseholdId>;
  removeDoor: (household: HouseholdId) => Promise<void>;
}

const found = <T>(one: T | undefined, what: string): T => {
  if (one === undefined) throw new Error(`the grid has no ${what}`);
  return one;
};

export async function prepareGround(url: string, nth: number): Promise<Ground> {
  const { worker, clerk } = await workerAndClerk(url, nth);
  const hers = await Scripted.signIn(url, worker);
  const desk = await Scripted.signIn(url, clerk);
  const [buildings, households, people, needs, visits, conflicts] = await Promise.all([
    hers.staff.rows('building'),
    hers.staff.rows('household'),
    hers.staff.rows('person'),
    hers.staff.rows('need'),
    hers.staff.rows('visit'),
    hers.staff.rows('conflict'),
  ]);
  const lived = households.filter(({ grid, kind }) => grid === worker.area && kind === 'lived');
  const need = found(
    needs.find(({ household }) =>
      lived.some(({ id, needsHelp }) => id === household && needsHelp && people.some((one) => one.household === id)),
    ),
    'household that is helped',
  );
  const building = found(
    buildings.find(({ grid, kind }) => grid === worker.area && (kind === 'walkup' || kind === 'highrise')),
    'building with floors',
  );

  const plain = found(
    lived.find(({ name, needsHelp }) => name !== '' && !needsHelp),
    'household',
  );
  if (!conflicts.some(({ household }) => household === plain.id))
    await desk.send('household.amend', { household: plain.id, set: { phone: { from: '1', to: '15500000321' } } });
  const word = '成套看一看';
  const [lng, lat] = building.centre;
  const place = { lng, lat, accuracy: 5, method: 'gps' } as const;
  const alike: WhistleId[] = [];
  for (const nthOf of [1, 2, 3])
    alike.push(await hers.raise({ text: `${word}，第${nthOf}件楼道灯不亮`, category: '0103', place }));

  const returned = await hers.raise({ text: '墙上有小广告', category: '0103', place });
  await desk.send('whistle.return', { whistle: returned, reason: 'noPlace', text: '请写明是哪一栋的哪面墙' });
  const merged = await hers.raise({ text: '楼道灯又不亮了', category: '0103', place });
  await desk.send('whistle.merge', { whistle: merged, into: found(alike[0], 'first of those alike') });

  const tabled = await hers.raise({ text: '院里停车挤占通道，居民意见不一', category: '0103', place });
  await desk.send('whistle.table', { whistle: tabled, text: '请物业和居民代表到会' });
  const accounts = (await (await fetch(`${url}/api/demo/accounts`)).json()) as DemoAccount[];
  // A department is asked for its view, whatever the town's day brought it.
  const [over, { area: unit }] = [await accountOver(url, 'street', clerk.area), await demoAccount(url, 'bumen')];
  const [street, district, ofUnit] = [
    await Scripted.signIn(url, over),
    await Scripted.signIn(url, await demoAccount(url, 'qu')),
    await Scripted.signIn(url, await demoAccount(url, 'bumen')),
  ];
  const lead = unit as IdOf<'unit'>;
  const others = accounts
    .filter(({ role, area }) => role === 'unit' && area !== unit)
    .map(({ area }) => area as typeof lead);
  const consult = async (text: string, cooperators: IdOf<'unit'>[]): Promise<WhistleId> => {
    const whistle = await hers.raise({ text, category: '0103', place });
    await desk.send('whistle.escalate', { whistle, category: '0103', text: '要部门来办' });
    const proposal = { urgency: 'U3' as const, complexity: 'one' as const, lead, cooperators };
    await street.send('whistle.escalate', { whistle, category: '0103', text: '请部门答复', proposal });
    return whistle;
  };
  await consult('路口信号灯不亮', []);
  const [second, third] = others;
  const consulted = await consult('路口护栏和灯杆都撞歪了', second && third ? [second, third] : []);
  const whose = second ?? null;
  await ofUnit.send('whistle.opine', {
    whistle: consulted,
    opinion: 'other',
    whose,
    grounds: '护栏归公路养护单位管。',
  });
  const atCity = await consult('过境货车夜里鸣笛扰民', []);
  await district.send('whistle.escalateCity', { whistle: atCity, record: '联席会议定：涉及市管道路，请市里协调。' });
  const emergency = await hers.raise({ text: '楼道里煤气味很重', category: '0103', emergency: true, place });
  const closed = await desk.staff.get('/api/desk/whistles?stage=closed&limit=1');
  const evaluated = found(((await closed.json()) as { whistles: { id: string }[] }).whistles[0], 'closed whistle').id;

  // Of days to come: nobody's grids are others today.
  const colleague = found(
    accounts.find(
      ({ role, area, username }) => role === 'worker' && area.startsWith(clerk.area) && username !== worker.username,
    ),
    'colleague',
  );
  const other = await Scripted.signIn(url, colleague);
  const { account } = (await (await other.staff.get('/api/session')).json()) as { account: { id: string } };
  const from = addDays(dayOf(new Date().toISOString()), 20);
  const arranged = { account: account.id, grid: worker.area, from, to: addDays(from, 1) };
  const reply = await desk.staff.post('/api/desk/stand-ins', arranged);
  // 409: arranged by an earlier try.
  if (reply.status !== 201 && reply.status !== 409) throw new Error(`no stand-in: ${await reply.text()}`);

  return {
    url,
    worker,
    clerk,
    street: over,
    admin: await accountOver(url, 'admin', clerk.area),
    building: building.id,
    household: need.household,
    person: found(people.find(({ household }) => household === need.household)?.id, 'person'),
    need: need.id,
    visit: found(visits.find(({ household }) => lived.some(({ id }) => id === household))?.id, 'visit'),
    clashed: plain.id,
    whistle: alike[0] ?? '',
    tabled,
    consulted,
    atCity,
    emergency,
    evaluated,
    alike: { word, last: alike[2] ?? '' },
    claimed: (await claimedWhistle(url, worker, clerk, '电线垂到地上')).whistle,
    returned,
    merged,
    surveyed: (await surveyedWhistle(url, worker, clerk, '配电箱冒火花')).whistle,
    addDoor: async () => {
      const household = makeId('household', newUuid());
      const door = { unit: 1, floor: 1, room: '199附', kind: 'lived', phone: null, name: '临时' } as const;
      await desk.send('household.add', { household, grid: worker.area, building: building.id, ...door });
      return household;
    },
    removeDoor: async (household) => void (await desk.send('household.remove', { household, reason: 'mistake' })),
  };
}
