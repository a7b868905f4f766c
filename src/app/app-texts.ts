import { texts } from '../live/texts.ts';

export const appTexts = texts({
  zh: {
    product: '哨到',
    skip: '跳到正文',
    loading: '正在打开…',
    failed: {
      title: '这一页出了问题',
      kept: '已经保存的内容都在，不会丢。请重新打开；再次出现时，请把下面这行告诉管理员。',
      reload: '重新打开',
      start: '回到首页',
    },
    storage: {
      title: '打不开本机的存储',
      body: '可能是隐私模式、存储已满，或另一个页面正在更新。请关闭其他哨到页面后重试；之前保存的内容还在。',
    },
    ended: {
      title: '这一页已经退出',
      body: '在别的页面退出了，或换了另一个账号。没有发出的内容仍在原账号名下，重新登录后会自动发送。',
      signIn: '去登录',
    },
    update: {
      ready: '新版本已准备好',
      apply: '更新',
      later: '以后再说',
      applied: '哨到已在另一个页面更新，请重新打开这一页。',
      reload: '重新打开',
    },
  },
  en: {
    product: 'Shaodao',
    skip: 'Skip to content',
    loading: 'Opening…',
    failed: {
      title: 'Something went wrong on this page',
      kept: 'Everything you saved is still here. Open the page again; if it happens once more, tell your administrator the line below.',
      reload: 'Open again',
      start: 'Back to start',
    },
    storage: {
      title: 'The storage of this device cannot be opened',
      body: 'It may be a private window, a full disk, or another page that is updating. Close other Shaodao pages and try again; what you saved before is still here.',
    },
    ended: {
      title: 'This page was signed out',
      body: 'Somebody signed out or changed the account on another page. What was not sent stays with its account and goes by itself after the next sign-in.',
      signIn: 'Sign in',
    },
    update: {
      ready: 'A new version is ready',
      apply: 'Update',
      later: 'Later',
      applied: 'Shaodao was updated on another page. Please open this one again.',
      reload: 'Open again',
    },
  },
});
