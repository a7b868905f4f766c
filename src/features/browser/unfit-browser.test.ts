import { expect, it } from 'vitest';
import { unfitBrowser } from './unfit-browser.ts';

const wechatIphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN';
const wechatAndroid =
  'Mozilla/5.0 (Linux; Android 13; V2188A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64';
const weCom =
  'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 wxwork/4.1.16 MicroMessenger/7.0.1';
const chrome =
  'Mozilla/5.0 (Linux; Android 13; SM-A245F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
const fit = { userAgent: chrome, isSecure: true, hasServiceWorker: true };

it.each([
  ['WeChat on an iPhone, without a service worker', { userAgent: wechatIphone, hasServiceWorker: false }, 'chat'],
  ['WeChat on Android, though it has one', { userAgent: wechatAndroid }, 'chat'],
  ['WeCom', { userAgent: weCom }, 'chat'],
  ['plain http, where no browser gives one', { isSecure: false, hasServiceWorker: false }, 'insecure'],
  ['a browser without one', { hasServiceWorker: false }, 'old'],
  ['a browser of today', {}, null],
])('%s', (_, facts, said) => {
  expect(unfitBrowser({ ...fit, ...facts })).toBe(said);
});
