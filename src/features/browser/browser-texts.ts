import { texts } from '../../live/texts.ts';
import type { UnfitBrowser } from './unfit-browser.ts';

export const browserTexts = texts({
  zh: {
    title: {
      chat: '请在浏览器里打开：点右上角 ⋯ → 在浏览器打开',
      insecure: '这个网址不能离线使用：请改用 https 开头的网址',
      old: '这个浏览器不能离线使用：请换一个浏览器',
    } satisfies Record<UnfitBrowser, string>,
    works: '现在能用：有网络时登录、走访、吹哨、发送；写好的先存在本机。',
    worksNot: {
      chat: '不能用：没有网络时打不开；相机、录音可能打不开；聊天软件清理缓存时，没发出的记录会一起清掉。',
      insecure: '不能用：没有网络时打不开；相机、录音、定位打不开。正确的网址请问社区或管理员。',
      old: '不能用：没有网络时打不开。手机自带浏览器的新版本、Chrome、Edge 都可以；隐私（无痕）窗口不行。',
    } satisfies Record<UnfitBrowser, string>,
    moved: '在浏览器里要重新登录一次。这里没发出的，请等“已收到”以后再换。',
  },
  en: {
    title: {
      chat: 'Open this in the browser: ⋯ at the top right, then "Open in browser"',
      insecure: 'This address cannot work offline: use the one that begins with https',
      old: 'This browser cannot work offline: please use another one',
    },
    works:
      'Works for now: signing in, visits, whistles and sending, with a network; what you write is kept on this phone.',
    worksNot: {
      chat: 'Does not: without a network it cannot be opened; camera and microphone may fail; when the chat app clears its cache, records not sent yet go with it.',
      insecure:
        'Does not: without a network it cannot be opened; no camera, microphone or position. Ask the community or the administrator for the right address.',
      old: 'Does not: without a network it cannot be opened. A current Chrome, Edge or the phone’s own browser will do; a private window will not.',
    },
    moved: 'In the browser you sign in once more. Wait until everything here says "received" before you change.',
  },
});
