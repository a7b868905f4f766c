import type { PlaceMethod, WhistleSource } from '../../../core/whistle/whistle.ts';
import type { Urgency } from '../../../core/whistle/urgency.ts';
import { texts } from '../../live/texts.ts';

/** What the desk says of a whistle beyond the words that every face shares (features/whistle). */
export const deskWhistleTexts = texts({
  zh: {
    sources: {
      visit: '入户时发现',
      patrol: '巡查时发现',
      'resident-page': '居民扫码',
      wechat: '微信',
      hotline: '热线',
      unit: '单位',
      meeting: '会议',
      open311: '外部系统',
      import: '导入',
    } satisfies Record<WhistleSource, string>,
    methods: { gps: '手机定位', building: '按楼栋', manual: '人工标注', qr: '扫码' } satisfies Record<
      PlaceMethod,
      string
    >,
    urgencies: { U1: '应急哨', U2: '急办哨', U3: '日常哨', U4: '攻坚哨' } satisfies Record<Urgency, string>,
    noText: '（没有文字）',
    onlyPhotos: (count: number) => `${count}张照片，没有文字`,
    outOfGrid: '位置在网格之外',
    within: (metres: number) => `误差约${metres}米`,
    noPlace: '没有位置',
    due: (date: string, remaining: string) => `${date} ${remaining}`,
    endOfDay: (day: string) => `${day}24:00`,
  },
  en: {
    sources: {
      visit: 'found on a visit',
      patrol: 'found on patrol',
      'resident-page': 'by a resident’s code',
      wechat: 'WeChat',
      hotline: 'hotline',
      unit: 'a unit',
      meeting: 'a meeting',
      open311: 'another system',
      import: 'imported',
    },
    methods: { gps: 'phone position', building: 'by building', manual: 'set by hand', qr: 'by code' },
    urgencies: { U1: 'Emergency', U2: 'Urgent', U3: 'Daily', U4: 'Hard' },
    noText: '(no text)',
    onlyPhotos: (count: number) => (count === 1 ? '1 photo, no text' : `${count} photos, no text`),
    outOfGrid: 'Lies outside the grid',
    within: (metres: number) => `within about ${metres} m`,
    noPlace: 'No place given',
    due: (date: string, remaining: string) => `${date}, ${remaining}`,
    endOfDay: (day: string) => `${day} 24:00`,
  },
});
