import type { WhistleId } from '../../../core/lib/id.ts';
import type { UnitId } from '../../../core/whistle/loop.ts';
import { Scripted } from './scripted.ts';
import { demoAccount, type DemoAccount } from './staff.ts';

interface Taken {
  whistle: WhistleId;
  desk: Scripted;
  unit: UnitId;
}

/** A whistle that its unit says is done, by the shortest way: an emergency that the community sounded. */
export async function claimedWhistle(
  url: string,
  worker: DemoAccount,
  clerk: DemoAccount,
  text: string,
): Promise<Taken> {
  const account = await demoAccount(url, 'bumen');
  const unit = account.area as UnitId;
  const [hers, desk, lead] = await Promise.all([worker, clerk, account].map((one) => Scripted.signIn(url, one)));
  if (!hers || !desk || !lead) throw new Error('nobody signed in');
  const whistle = await hers.raise({ text, category: '0103', emergency: true });
  await desk.send('whistle.sound', { whistle, units: [unit], text: '线路冒火花，请立即到场' });
  await lead.send('whistle.reportIn', { whistle, unit, plan: '断电换线', leader: '李副局长', contact: '王科' });
  await desk.send('whistle.reportIn', { whistle, unit });
  await lead.send('whistle.claim', { whistle, text: '已换好' });
  return { whistle, desk, unit };
}

/** A whistle about which residents are asked. */
export async function surveyedWhistle(
  url: string,
  worker: DemoAccount,
  clerk: DemoAccount,
  text: string,
): Promise<Taken> {
  const taken = await claimedWhistle(url, worker, clerk, text);
  await taken.desk.send('whistle.accept', { whistle: taken.whistle, text: '亮了' });
  return taken;
}

/** A link that the community gives of it. */
export async function followLink({ staff }: Scripted, whistle: WhistleId): Promise<string> {
  return ((await (await staff.post(`/api/whistles/${whistle}/links`, {})).json()) as { url: string }).url;
}
export async function ballotLink({ staff }: Scripted, whistle: WhistleId): Promise<string> {
  const reply = await staff.post(`/api/whistles/${whistle}/ballot-links`, { count: 1 });
  return ((await reply.json()) as { links: { url: string }[] }).links[0]?.url ?? '';
}
