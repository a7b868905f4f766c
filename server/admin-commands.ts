import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isoOf } from '../core/lib/time.ts';
import { roles, type Role } from '../core/org/role.ts';
import { given, withDatabase, wrong, type AdminCommand, type Values } from './admin-database.ts';
import { quarantineCommand } from './admin-quarantine.ts';
import { closeOrOpen, listOrEndSessions } from './admin-sessions.ts';
import { settingsCommand } from './admin-settings.ts';
import { verifyCommand } from './admin-verify.ts';
import { makeBackup } from './backup/backup.ts';
import { restoreBackup } from './backup/restore.ts';
import { addAccount, findLogin, newAccountId, setPassword, usernameOf } from './modules/session/accounts.ts';
import { hashPassword, passwordMaxLength } from './modules/session/password.ts';
import { passwordMinLength } from '../core/org/password-reset.ts';
import { linesOf, StartError } from './words.ts';

const passwordOption = {
  name: 'password-stdin',
  type: 'boolean',
  help: '从标准输入读取密码；否则随机生成并显示一次 · read the password from standard input; else one is made and shown once',
} as const;

export const helpOf = (one: AdminCommand): string =>
  [
    `${one.zh} · ${one.en}`,
    '',
    `npm run admin -- ${one.usage}`,
    ...one.options.map((option) => `  --${option.name.padEnd(16)}${option.help}`),
    ...(one.notes ?? []).flatMap((note) => ['', note.zh, note.en]),
  ].join('\n');

/** What an area of each role looks like. A unit's district cannot be read from its id. */
const areaPatterns: Record<Role, { pattern: RegExp; words: string }> = {
  worker: { pattern: /^\d{15}$/, words: '15 位网格代码 · the 15 digits of a grid' },
  community: { pattern: /^\d{12}$/, words: '12 位社区代码 · the 12 digits of a community' },
  street: { pattern: /^\d{9}$/, words: '9 位街道代码 · the 9 digits of a street' },
  district: { pattern: /^\d{4}(?!00)\d\d$/, words: '6 位区县代码 · the 6 digits of a district' },
  city: { pattern: /^\d{4}00$/, words: '6 位城市代码（以 00 结尾）· the 6 digits of a city, ending in 00' },
  unit: { pattern: /^un_[0-9a-f-]{36}$/, words: '单位的编号（un_…）· the id of a unit (un_...)' },
  leader: {
    pattern: /^(\d{6}|\d{9}|\d{12})$/,
    words: '区、街道或社区代码 · digits of a district, street or community',
  },
  admin: { pattern: /^\d{6}$/, words: '6 位区县代码 · the 6 digits of a district' },
};

export const adminCommands: readonly AdminCommand[] = [
  {
    name: 'account',
    zh: '新建账号',
    en: 'make an account, the first one too',
    usage: 'account --username admin --name 管理员 --role admin --area 340503',
    options: [
      { name: 'username', type: 'string', help: '登录名 · what is typed to sign in' },
      { name: 'name', type: 'string', help: "姓名 · the person's name as others see it" },
      { name: 'role', type: 'string', help: roles.join(' ') },
      { name: 'area', type: 'string', help: '所在区域的代码 · the code of her area' },
      { name: 'district', type: 'string', help: '仅单位需要：所在区县 · for a unit only: its district' },
      passwordOption,
    ],
    run: makeAccount,
  },
  {
    name: 'password',
    zh: '重设密码',
    en: 'set a new password; ends every session of the account',
    usage: 'password --username wangge',
    options: [{ name: 'username', type: 'string', help: '登录名 · what is typed to sign in' }, passwordOption],
    run: resetPassword,
  },
  {
    name: 'sessions',
    zh: '查看或结束一个账号的登录',
    en: 'where an account is signed in; end it everywhere',
    usage: 'sessions --username wangge [--end]',
    options: [
      { name: 'username', type: 'string', help: '登录名 · what is typed to sign in' },
      { name: 'end', type: 'boolean', help: '全部结束 · end all of them' },
    ],
    run: (values) =>
      withDatabase((database, nowMs) =>
        listOrEndSessions(database, given(values, 'username'), values['end'] === true, nowMs),
      ),
  },
  {
    name: 'close',
    zh: '停用或重新启用账号',
    en: 'close an account and end its sessions, or open it again; what it wrote stays',
    usage: 'close --username wangge [--reopen]',
    options: [
      { name: 'username', type: 'string', help: '登录名 · what is typed to sign in' },
      { name: 'reopen', type: 'boolean', help: '重新启用 · open it again' },
    ],
    run: (values) =>
      withDatabase((database, nowMs) =>
        closeOrOpen(database, given(values, 'username'), values['reopen'] === true, nowMs),
      ),
  },
  {
    name: 'backup',
    zh: '备份',
    en: 'back up the database and the photos; the server may run on',
    usage: 'backup --to /backups',
    options: [{ name: 'to', type: 'string', help: '备份放在哪个文件夹 · the folder in which the backup is put' }],
    run: backUp,
  },
  {
    name: 'restore',
    zh: '恢复',
    en: 'restore a backup into an empty DATA_DIR or database; phones then send again what came after it',
    usage: 'restore --from /backups/shaodao-20261124T020000Z',
    options: [{ name: 'from', type: 'string', help: '一份备份的文件夹 · the folder of one backup' }],
    run: restore,
  },
  verifyCommand,
  quarantineCommand,
  settingsCommand,
  notBuilt('import', '导入名册', 'import a roster', '现在还没有别的办法。', 'There is no other way yet.'),
];

function notBuilt(name: string, zh: string, en: string, insteadZh: string, insteadEn: string): AdminCommand {
  const lines = `“${zh}”命令还没有做好。${insteadZh}\nThe command "${name}" is not built yet. ${insteadEn}`;
  return {
    name,
    zh: `${zh}（尚未完成）`,
    en: `${en} (not built yet)`,
    usage: `${name}\n\n${lines}`,
    options: [],
    run: async () => {
      console.error(lines);
      return 1;
    },
  };
}

async function makeAccount(values: Values): Promise<number> {
  const username = usernameOf(given(values, 'username'));
  const name = given(values, 'name').trim();
  const role = roles.find((one) => one === given(values, 'role'));
  if (!role) throw wrong('role', roles.join(' '));
  const area = given(values, 'area');
  const { pattern, words } = areaPatterns[role];
  if (!pattern.test(area)) throw wrong('area', words);
  const district = role === 'unit' ? given(values, 'district') : area.slice(0, 6);
  if (!/^\d{6}$/.test(district)) throw wrong('district', '6 位区县代码 · the 6 digits of a district');
  const password = await choosePassword(values);
  return withDatabase(async (database, nowMs) => {
    await database.reference.query('insert into district (code, name) values ($1, $1) on conflict (code) do nothing', [
      district,
    ]);
    const grants = [{ role, area, from: isoOf(nowMs), to: null }];
    const passwordHash = await hashPassword(password.text);
    const account = { id: newAccountId(nowMs), district, username, name, passwordHash, grants };
    if (!(await addAccount(database, account, nowMs)))
      throw new StartError({ zh: `登录名 ${username} 已被使用。`, en: `The username ${username} is taken.` });
    console.log(linesOf([{ zh: `账号 ${username} 已建立。`, en: `The account ${username} was made.` }]));
    show(password);
    return 0;
  });
}

async function resetPassword(values: Values): Promise<number> {
  const username = usernameOf(given(values, 'username'));
  const password = await choosePassword(values);
  return withDatabase(async (database) => {
    const found = await findLogin(database, username);
    if (!found) throw new StartError({ zh: `没有账号 ${username}。`, en: `There is no account ${username}.` });
    await setPassword(database, found, password.text);
    console.log(
      linesOf([
        {
          zh: `${username} 的密码已更改，已登录的设备都要重新登录。`,
          en: `The password of ${username} was changed; every device signs in again.`,
        },
      ]),
    );
    show(password);
    return 0;
  });
}

async function backUp(values: Values): Promise<number> {
  const to = resolve(given(values, 'to'));
  return withDatabase(async (database, nowMs, dataDir) => {
    const { folder, manifest } = await makeBackup({ database, dataDir, to, nowMs });
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    console.log(
      linesOf([
        {
          zh: `已备份到 ${folder}：${rows} 行，${manifest.photos.rows} 个照片文件，已逐个读回核对。登录状态不在备份里。`,
          en: `Backed up to ${folder}: ${rows} rows and ${manifest.photos.rows} photo files, each read back and checked. Sessions are not in it.`,
        },
      ]),
    );
    return 0;
  });
}

async function restore(values: Values): Promise<number> {
  const from = resolve(given(values, 'from'));
  return withDatabase(async (database, nowMs, dataDir) => {
    const { manifest } = await restoreBackup({ database, dataDir, from, nowMs });
    console.log(
      linesOf([
        {
          zh: `已恢复到 ${manifest.at} 的状态。所有人需重新登录；手机会自动补发之后的记录。`,
          en: `Restored to how it stood at ${manifest.at}. Everybody signs in again; phones send by themselves what came later.`,
        },
      ]),
    );
    return 0;
  });
}

interface Password {
  text: string;
  isMade: boolean;
}

async function choosePassword(values: Values): Promise<Password> {
  if (values['password-stdin'] !== true) return { text: randomBytes(12).toString('base64url'), isMade: true };
  const typed = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (typed.length < passwordMinLength || typed.length > passwordMaxLength)
    throw new StartError({
      zh: `密码应有 ${passwordMinLength} 到 ${passwordMaxLength} 个字符。`,
      en: `A password has ${passwordMinLength} to ${passwordMaxLength} characters.`,
    });
  return { text: typed, isMade: false };
}

const show = (password: Password): void => {
  if (password.isMade) console.log(`密码（只显示这一次） · Password (shown this once): ${password.text}`);
};
