import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { settingsShape } from '../core/protocol/settings-shape.ts';
import { given, withDatabase, type AdminCommand, type Values } from './admin-database.ts';
import type { Database } from './db/database.ts';
import { findLogin, usernameOf } from './modules/session/accounts.ts';
import { changeSettings, settingsHistory, settingsOf } from './modules/settings/settings.ts';
import { PgStore } from './modules/sync/pg-store.ts';
import { makeTenantChanges } from './modules/sync/tenant-changes.ts';
import { ProblemError } from './problems.ts';
import { linesOf, StartError } from './words.ts';

export const settingsCommand: AdminCommand = {
  name: 'settings',
  zh: '查看或更改一个区县的设置',
  en: "look at a district's settings, or change them",
  usage: 'settings show|history|set --username admin [--file settings.json --reason 依据的文件]',
  verbs: ['show', 'history', 'set'],
  options: [
    {
      name: 'username',
      type: 'string',
      help: '该区县的管理员，改动记在其名下 · an admin of the district, who answers for it',
    },
    { name: 'file', type: 'string', help: '“show” 的输出改好之后的文件 · what "show" printed, as it was edited' },
    { name: 'reason', type: 'string', help: '为什么改 · why' },
  ],
  notes: [
    {
      zh: '先 show 存成文件，改好再 set。文件里的 version 是您看到的那一版：别人先改了就不收，并说明是谁、何时。正在走的时限不变，新开始的按新的算。',
      en: 'First "show" into a file, edit it, then "set". Its version is the one that you saw: where somebody was first it is not taken, and says who and when. Clocks that run keep their terms; those that start go by the new ones.',
    },
  ],
  run: (values, verb) =>
    withDatabase(async (database, nowMs) => {
      const login = await adminIn(database, values, nowMs);
      switch (verb) {
        case 'set':
          return set(database, values, login, nowMs);
        case 'history':
          return history(database, login.district);
        default:
          return show(database, login.district, nowMs);
      }
    }),
};

type Login = NonNullable<Awaited<ReturnType<typeof findLogin>>>;

async function adminIn(database: Database, values: Values, nowMs: number): Promise<Login> {
  const username = usernameOf(given(values, 'username'));
  const found = await findLogin(database, username);
  const { rows } = found
    ? await database.poolFor(found.district).query(
        `select 1 from grant_ where district = $1 and account = $2 and role = 'admin' and area = $1
            and from_at <= $3 and (to_at is null or to_at > $3)`,
        [found.district, found.id, new Date(nowMs)],
      )
    : { rows: [] };
  if (!found || rows.length === 0)
    throw new StartError({
      zh: `${username} 不是区县的管理员。`,
      en: `${username} is not the admin of a district.`,
    });
  return found;
}

async function show(database: Database, district: string, nowMs: number): Promise<number> {
  const { version, settings } = await settingsOf({ poolFor: database.poolFor, now: () => nowMs }, district);
  console.log(JSON.stringify({ version, settings }, null, 2));
  return 0;
}

async function history(database: Database, district: string): Promise<number> {
  const entries = await settingsHistory({ poolFor: database.poolFor }, district);
  for (const { version, at, from, byName, reason } of entries)
    console.log([version, at, `from ${from}`, byName ?? '?', reason].join('  '));
  console.log(linesOf([{ zh: `共 ${entries.length} 版。`, en: `${entries.length} versions.` }]));
  return 0;
}

const fileShape = z.strictObject({ version: z.int(), settings: settingsShape });

async function set(database: Database, values: Values, login: Login, nowMs: number): Promise<number> {
  const { version, settings } = await readSettings(given(values, 'file'));
  const reason = given(values, 'reason');
  const now = (): number => nowMs;
  const writer = makeTenantChanges({
    store: new PgStore(database.poolFor, database.isWalled),
    // A running server's devices see it with their next exchange.
    committed: () => undefined,
    sleep: (ms) => sleep(ms),
    fraction: Math.random,
  });
  const { district, id: account } = login;
  try {
    const taken = await changeSettings(
      { poolFor: database.poolFor, now, writer },
      { district, by: account, base: version, reason },
      settings,
    );
    console.log(
      linesOf([
        {
          zh: `设置已更改，现在是第 ${taken.version} 版。`,
          en: `The settings were changed: version ${taken.version}.`,
        },
      ]),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new StartError(...wordsOf(error));
  }
}

function wordsOf({ problem }: ProblemError): [{ zh: string; en: string }, ...{ zh: string; en: string }[]] {
  const [first, ...rest] = (problem.faults ?? []).map(({ field, zh, en }) => ({
    zh: `${field}：${zh}`,
    en: `${field}: ${en}`,
  }));
  if (first) return [first, ...rest];
  return [
    {
      zh: `没有更改：您看过之后，${problem.by ?? '别人'}${problem.at === undefined ? '' : `在 ${problem.at} `}先改了。请重新 show。`,
      en: `Nothing was changed: ${problem.detail}. "show" it anew.`,
    },
  ];
}

async function readSettings(file: string): Promise<z.infer<typeof fileShape>> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError({ zh: `读不了 ${file}：${why}`, en: `${file} cannot be read: ${why}` });
  }
  const parsed = fileShape.safeParse(read);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join('.') ?? '';
  throw new StartError({
    zh: `${file} 里 ${at || '最外层'} 不是设置的写法。请从 show 的输出改起。`,
    en: `In ${file} ${at || 'the whole'} is not what settings look like: ${issue?.message ?? ''}. Begin with what "show" printed.`,
  });
}
