import { resolve } from 'node:path';
import { given, withDatabase, type AdminCommand, type Values } from './admin-database.ts';
import { verifyAudit, type VerifyFault } from './audit/verify.ts';
import { readManifest } from './backup/manifest.ts';
import { linesOf, type Words } from './words.ts';

export const verifyCommand: AdminCommand = {
  name: 'verify',
  zh: '核对操作记录',
  en: 'check the record of who did what: nothing was changed or taken out',
  usage: 'verify [--against /backups/shaodao-20261124T020000Z]',
  options: [
    {
      name: 'against',
      type: 'string',
      help: '同时与一份旧备份里的每日根哈希对照 · hold the daily roots against those in an older backup, too',
    },
  ],
  notes: [
    {
      zh: '每户、每声哨的记录逐条用哈希相连，每天另有一个根哈希（见服务器日志和每份备份的 manifest.json）。能改数据库的人可以连同哈希一起重写；与离开本机的备份对照才能发现。',
      en: 'The entries of each household and whistle are chained by hash, and each day has a root (in the log, and in manifest.json of every backup). Whoever can write to the database can rewrite the hashes with the entries: only a root that left this machine shows it.',
    },
    {
      zh: '出现第一处不符即停止，退出码为 1。',
      en: 'It stops at the first that does not fit, with exit code 1.',
    },
  ],
  run: verify,
};

async function verify(values: Values): Promise<number> {
  const against = values['against'] === undefined ? null : await readManifest(resolve(given(values, 'against')));
  return withDatabase(async (database) => {
    const { districts, lines, entries, roots, fault } = await verifyAudit(database.reference, against?.roots ?? []);
    if (fault) {
      console.error(linesOf([wordsOf(fault)]));
      return 1;
    }
    console.log(
      linesOf([
        {
          zh: `记录完整：${districts} 个区县，${lines} 条记录链，${entries} 条记录，${roots} 个每日根哈希。`,
          en: `The record is whole: ${districts} districts, ${lines} lines, ${entries} entries, ${roots} daily roots.`,
        },
      ]),
    );
    return 0;
  });
}

function wordsOf({ district, line, n, why }: VerifyFault): Words {
  switch (why) {
    case 'missing':
      return {
        zh: `${district} ${line}：第 ${n} 条不在，其后的记录接不上。`,
        en: `${district} ${line}: entry ${n} is missing, what follows does not join on.`,
      };
    case 'changed':
      return {
        zh: `${district} ${line}：第 ${n} 条与它的哈希不符，内容被改动过。`,
        en: `${district} ${line}: entry ${n} does not fit its hash, it was changed.`,
      };
    case 'root-missing':
      return {
        zh: `${district} ${line}：这一天的根哈希不在。`,
        en: `${district} ${line}: the root of this day is missing.`,
      };
    case 'root-changed':
      return {
        zh: `${district} ${line}：这一天的记录与根哈希不符，有记录被添加、删除或改写。`,
        en: `${district} ${line}: the entries of this day do not fit its root: some were added, taken out or rewritten.`,
      };
    case 'root-differs':
      return {
        zh: `${district} ${line}：这一天的根哈希与备份里的不同。若备份之后恢复过更旧的备份，这是预期的；否则记录被重写过。`,
        en: `${district} ${line}: the root of this day is not the one in the backup. Expected where an older backup was restored since; else the record was rewritten.`,
      };
  }
}
