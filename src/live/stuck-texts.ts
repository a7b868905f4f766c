import { texts } from './texts.ts';

/** A record that hangs, in the worker's hand and at a desk. */
export const stuckTexts = texts({
  zh: {
    again: '再发一次',
    away: '先收起（留底，还会发）',
    file: '导出这一条',
    fileName: '哨到-未发记录',
    saved: '已交给本机保存。请当面交给社区，由社区在「人员」页收下；重复收也只算一次。',
    failed: '没有导出来，记录还在本机。请腾出空间再试。',
  },
  en: {
    again: 'Send again',
    away: 'Put away for now (copy kept, still sent)',
    file: 'Export this one',
    fileName: 'shaodao-unsent',
    saved:
      'Handed to this device to save. Give it to your community in person; it is taken in on the page “Staff”, and counts once however often.',
    failed: 'Not exported; the record is still on this device. Make room and try again.',
  },
});
