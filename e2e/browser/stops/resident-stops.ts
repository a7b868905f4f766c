import { ballotLink, followLink, surveyedWhistle } from '../support/surveyed.ts';
import type { Ground } from './ground.ts';

/** What residents reach by a link: pages of the server, each by its name for pictures and its address. */
export async function residentPages({ url, worker, clerk }: Ground): Promise<Record<string, string>> {
  const asked = await surveyedWhistle(url, worker, clerk, '变压器旁冒火花');
  const over = await surveyedWhistle(url, worker, clerk, '配电箱门开着，线露在外面');
  const scores = { unit: over.unit, reportIn: 20, plan: 20, finish: 20, result: 30, text: '办成了' };
  await over.desk.send('whistle.ballot', { whistle: over.whistle, grade: 'satisfied', isPaper: true });
  await over.desk.send('whistle.endSurvey', { whistle: over.whistle });
  await over.desk.send('whistle.evaluate', { whistle: over.whistle, units: [scores], isSolved: true });
  const late = await asked.desk.raiseIn(worker.area, { text: '路面塌了一块', category: '0103' });
  await asked.desk.send('whistle.ask', { whistle: late, text: '请问塌在哪个门前？有多大？' });
  return {
    'resident-surveyed': await followLink(asked.desk, asked.whistle),
    'resident-over': await followLink(over.desk, over.whistle),
    'resident-asked': await followLink(asked.desk, late),
    'resident-ballot': await ballotLink(asked.desk, asked.whistle),
    'resident-code': `${url}/b`,
    'resident-none': `${url}/t/none`,
  };
}
