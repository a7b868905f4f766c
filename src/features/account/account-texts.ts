import { texts } from '../../live/texts.ts';
import type { OwnSession } from './account-wire.ts';

export const accountTexts = texts({
  zh: {
    asking: '正在取…',
    offline: '这一项要联网才能看，现在连不上服务器。连上后会自动显示。',
    sessions: '在哪里登录',
    sessionsNote: '有不认识的，就在这里让它退出，再请社区或管理员重设密码。',
    thisDevice: '本机',
    systems: {
      android: '安卓手机或平板',
      ios: '苹果手机或平板',
      harmony: '鸿蒙设备',
      windows: 'Windows电脑',
      mac: '苹果电脑',
      linux: 'Linux电脑',
      other: '其他设备',
    } satisfies Record<OwnSession['system'], string>,
    used: (used: string, started: string) => `最近使用：${used} · 登录于${started}`,
    end: '退出',
    endOf: (system: string, used: string) => `退出${system}，最近使用：${used}`,
    endSure: '让这台设备退出登录吗？它没发出的记录仍留在它那里，用这个账号重新登录后接着发。',
    endOthers: '退出其他所有设备',
    endOthersSure: '让其他所有设备都退出登录吗？它们没发出的记录仍留在各自那里，用这个账号重新登录后接着发。',
    keep: '先不退出',
    ended: '已退出。那台设备下次联网时要重新登录。',
    othersEnded: '已退出。其他设备下次联网时要重新登录。',
    notEnded: '现在连不上服务器，没有退出。请联网后再试。',
  },
  en: {
    asking: 'Fetching…',
    offline:
      'This needs a network, and the server cannot be reached now. It appears by itself once there is a connection.',
    sessions: 'Where you are signed in',
    sessionsNote:
      'If you do not know one of these, sign it out here, then ask the community or an admin for a new password.',
    thisDevice: 'this device',
    systems: {
      android: 'Android phone or tablet',
      ios: 'iPhone or iPad',
      harmony: 'HarmonyOS device',
      windows: 'Windows computer',
      mac: 'Mac',
      linux: 'Linux computer',
      other: 'Another device',
    },
    used: (used: string, started: string) => `Last used: ${used} · signed in on ${started}`,
    end: 'Sign out',
    endOf: (system: string, used: string) => `Sign out: ${system}, last used ${used}`,
    endSure: 'Sign this device out? What it has not sent stays on it and goes once this account signs in there again.',
    endOthers: 'Sign out all other devices',
    endOthersSure:
      'Sign all other devices out? What they have not sent stays on them and goes once this account signs in there again.',
    keep: 'Not now',
    ended: 'Signed out. That device has to sign in again the next time it has a network.',
    othersEnded: 'Signed out. The other devices have to sign in again the next time they have a network.',
    notEnded: 'The server cannot be reached, so nothing was signed out. Try again with a network.',
  },
});
