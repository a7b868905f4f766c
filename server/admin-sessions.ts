/** What an operator does about who is signed in: `npm run admin -- sessions`, `close`. */
import type { Database } from './db/database.ts';
import { closeAccount, findLogin, usernameOf, type FoundAccount } from './modules/session/accounts.ts';
import { endSessions, sessionsOf } from './modules/session/own-sessions.ts';
import { linesOf, StartError, type Words } from './words.ts';

const say = (words: Words): void => console.log(linesOf([words]));

async function accountOf(database: Database, username: string): Promise<FoundAccount> {
  const found = await findLogin(database, username);
  if (!found) throw new StartError({ zh: `没有账号 ${username}。`, en: `There is no account ${username}.` });
  return found;
}

/** @returns the exit code */
export async function listOrEndSessions(
  database: Database,
  typed: string,
  isEnd: boolean,
  nowMs: number,
): Promise<number> {
  const username = usernameOf(typed);
  const { district, id } = await accountOf(database, username);
  const owner = { district, account: id };
  if (isEnd) {
    const count = await endSessions(database, owner);
    say({
      zh: `${username} 的 ${count} 处登录已结束；未发出的记录仍在手机上，重新登录后会继续发送。`,
      en: `${count} sessions of ${username} were ended; what was not sent yet stays on the phone and goes after the next sign-in.`,
    });
    return 0;
  }
  const sessions = await sessionsOf(database, owner, nowMs);
  say({
    zh: `${username} 有 ${sessions.length} 处登录。`,
    en: `${username} is signed in at ${sessions.length} places.`,
  });
  for (const { system, startedOn, usedOn } of sessions) console.log(`  ${system.padEnd(8)} ${startedOn} - ${usedOn}`);
  return 0;
}

/** @returns the exit code */
export async function closeOrOpen(
  database: Database,
  typed: string,
  isReopened: boolean,
  nowMs: number,
): Promise<number> {
  const username = usernameOf(typed);
  await closeAccount(database, await accountOf(database, username), isReopened ? null : new Date(nowMs));
  say(
    isReopened
      ? { zh: `账号 ${username} 已重新启用。`, en: `The account ${username} is open again.` }
      : {
          zh: `账号 ${username} 已停用，所有登录都已结束；已收到的记录都保留。`,
          en: `The account ${username} was closed and its sessions ended; what it wrote stays.`,
        },
  );
  return 0;
}
