import { texts } from '../../../live/texts.ts';

export const outboxTexts = texts({
  zh: {
    title: '待发箱',
    lead: '您在这里做的每个决定，和它真实的状态。只有服务器给了回执，才算「已收到」。',
    empty: '还没有做过决定',
    emptyText: '在「收哨」里自办、办结、退回、并案、询问等每一步，都会记在这里。',
    about: (category: string, text: string) => `${category}：${text}`,
    receipt: (receipt: string) => `回执 ${receipt}`,
    goesSoon: '几秒后发送，现在还能撤销',
    undo: '撤销',
    undone: '已撤销，没有发出',
    putAway: '收起',
    gone: '已不在本社区',
    sendNow: '现在发送',
    kept: '已收到的留35天。',
  },
  en: {
    title: 'Outbox',
    lead: 'Every decision you made here, and its true state. “Received” stands only on the server’s receipt.',
    empty: 'No decisions yet',
    emptyText:
      'Whatever you decide under “Whistles” is listed here: taken on, settled, returned, merged, asked and the rest.',
    about: (category: string, text: string) => `${category}: ${text}`,
    receipt: (receipt: string) => `receipt ${receipt}`,
    goesSoon: 'goes in a few seconds; can be undone now',
    undo: 'Undo',
    undone: 'undone, never sent',
    putAway: 'Put away',
    gone: 'no longer in your community',
    sendNow: 'Send now',
    kept: 'Received ones are kept 35 days.',
  },
});
