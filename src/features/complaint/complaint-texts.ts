import { texts } from '../../live/texts.ts';

export const complaintTexts = texts({
  zh: {
    filing: (number: string) => `备案号：${number}`,
    open: '对这个应用有意见',
    close: '收起',
    label: '哪里不好用？',
    hint: '写给管理员，带上您的姓名。别写住户的姓名和情况。最多2000字。',
    send: '发给管理员',
    waits: '已存入待发箱，连上服务器就自动发给管理员。',
    received: '管理员那里已收到，谢谢您。',
    refused: '没有收下：文字太长，或有无法保存的字符。原文在待发箱里，可以改一改再发。',
    empty: '还没有写内容。',
    notStorable: '里面有无法保存的字符，请删去再发。写的都还在。',
    signInFirst: '对这个应用有意见？登录后，在“我的”或工作台页脚的意见箱里写给管理员。',
  },
  en: {
    filing: (number: string) => `Filing number: ${number}`,
    open: 'Complain about this app',
    close: 'Close',
    label: 'What is wrong with it?',
    hint: 'It goes to the administrator, with your name. Leave out names and affairs of residents. 2,000 characters at most.',
    send: 'Send to the administrator',
    waits: 'Kept in the outbox; it goes to the administrator by itself once the server is reached.',
    received: 'The administrator has received it. Thank you.',
    refused:
      'Not taken: it is too long or holds characters that cannot be stored. It is in the outbox: mend it and send it again.',
    empty: 'Nothing is written yet.',
    notStorable: 'It holds characters that cannot be stored: remove them and send. Nothing of it is lost.',
    signInFirst:
      'A complaint about this app? Sign in, then write to the administrator in the box under "Me" or at the foot of the desk.',
  },
});
