import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askable, listQuestions, pageRows } from '../../../bench/list-questions.ts';
import { fillLists } from '../../../bench/list-town.ts';
import { freshDatabase, type FreshDatabase } from '../../testing/database.ts';

/** `npm run bench -- lists` asks the same of a hundred times as many. */
describe('lists of ten thousand whistles', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
    await fillLists(fresh.database, 10_000);
  });
  afterAll(() => fresh.drop());

  it.each(listQuestions.map((question) => [question.name, question] as const))(
    'are read by indexes alone, a page at a time: %s',
    async (_name, question) => {
      const { run, plan } = await askable(fresh.database, question);
      expect(await run()).toBe(question.rows ?? pageRows);
      const { indexes, rows } = await plan();
      const own =
        question.list === 'waiting' ? /^waiting_/ : question.q ? /^whistle_by_search$/ : /^whistle_by_(time|street)$/;
      expect(indexes.filter((index) => own.test(index))).not.toEqual([]);
      // Of a search: what the months held that were looked into.
      expect(rows).toBeLessThan(question.list === 'list' && question.q ? 1_000 : 3 * (pageRows + 1));
    },
  );
});
