import { given, withDatabase, wrong, type AdminCommand, type Values } from './admin-database.ts';
import type { Database } from './db/database.ts';
import { linesOf, StartError } from './words.ts';

export const quarantineCommand: AdminCommand = {
  name: 'quarantine',
  zh: '查看被隔离的记录',
  en: 'look at what was put away because the server failed on it',
  usage: 'quarantine list|show|drop [--id <device>:<number>]',
  verbs: ['list', 'show', 'drop'],
  options: [{ name: 'id', type: 'string', help: '列表第一栏的编号 · the id in the first column of the list' }],
  notes: [
    {
      zh: '一条记录让服务器出错时，只有这一条被隔离，其余照常；手机上它显示为“未收下”，原文仍在手机里。本命令不会重新执行它：手机已得到“未收下”的答复，事后悄悄执行，手机上显示的就不再属实。请修好程序，再请本人在手机上重新提交。',
      en: 'When the server fails on a record, that one alone is put away; the phone shows it as refused and keeps its text. There is no command that runs it again: its phone was told "refused", and a record that is applied later behind its back would make that untrue. Mend the program, then ask its author to send it again from the phone.',
    },
    {
      zh: '“show” 显示居民信息：只在需要查明原因时使用，不要转发。',
      en: '"show" prints what may be about residents: use it to find the cause only, and pass it on to nobody.',
    },
  ],
  run: (values, verb) =>
    withDatabase((database) => {
      switch (verb) {
        case 'show':
          return show(database, values);
        case 'drop':
          return drop(database, values);
        default:
          return list(database);
      }
    }),
};

interface Kept {
  id: string;
  at: Date;
  district: string;
  name: string | null;
  username: string | null;
  body: string;
  fault: string;
}

const columns = `q.device || ':' || q.seq as id, q.at, q.district, a.name, a.username, q.body, q.fault
  from quarantine q left join account a on a.district = q.district and a.id = q.account`;

async function list(database: Database): Promise<number> {
  const { rows } = await database.reference.query<Kept>(`select ${columns} order by q.at, q.device, q.seq`);
  for (const row of rows) console.log([row.id, row.at.toISOString(), row.district, whoOf(row), typeOf(row)].join('  '));
  console.log(linesOf([{ zh: `共隔离 ${rows.length} 条。`, en: `${rows.length} put away.` }]));
  return 0;
}

async function show(database: Database, values: Values): Promise<number> {
  const { device, seq } = placeIn(values);
  const { rows } = await database.reference.query<Kept>(`select ${columns} where q.device = $1 and q.seq = $2`, [
    device,
    seq,
  ]);
  const [row] = rows;
  if (!row) throw unknown(values);
  console.log([row.id, row.at.toISOString(), row.district, whoOf(row), '', row.body, '', row.fault].join('\n'));
  return 0;
}

async function drop(database: Database, values: Values): Promise<number> {
  const { device, seq } = placeIn(values);
  const { rowCount } = await database.reference.query('delete from quarantine where device = $1 and seq = $2', [
    device,
    seq,
  ]);
  if (rowCount === 0) throw unknown(values);
  console.log(
    linesOf([
      {
        zh: `已删除 ${given(values, 'id')}。手机上的“未收下”不变。`,
        en: `${given(values, 'id')} was deleted. On its phone it stays refused.`,
      },
    ]),
  );
  return 0;
}

const whoOf = ({ name, username }: Kept): string => (name === null ? '?' : `${name} (${username})`);

function typeOf({ body }: Kept): string {
  try {
    return String((JSON.parse(body) as { type?: unknown }).type);
  } catch {
    return '?';
  }
}

function placeIn(values: Values): { device: string; seq: string } {
  const found = /^(dv_[0-9a-f-]{36}):(\d{1,15})$/.exec(given(values, 'id'));
  const [, device, seq] = found ?? [];
  if (device === undefined || seq === undefined) throw wrong('id', '<device>:<number>');
  return { device, seq };
}

const unknown = (values: Values): StartError =>
  new StartError({
    zh: `没有隔离的记录 ${given(values, 'id')}。`,
    en: `Nothing is put away under ${given(values, 'id')}.`,
  });
