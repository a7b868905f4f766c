import { texts } from '../../../live/texts.ts';
import type { Dues } from './map-matters.ts';

const dueZh = ({ over, today }: Dues): string => {
  const parts = [over > 0 ? `${over}户逾期` : '', today > 0 ? `${today}户今天到期` : ''].filter((part) => part !== '');
  return parts.length > 0 ? `，其中${parts.join('、')}` : '';
};
const dueEn = ({ over, today }: Dues): string => {
  const parts = [over > 0 ? `${over} overdue` : '', today > 0 ? `${today} due today` : ''].filter(
    (part) => part !== '',
  );
  return parts.length > 0 ? `, of them ${parts.join(' and ')}` : '';
};

export const mapPageTexts = texts({
  zh: {
    title: '地图',
    map: '我的网格地图',
    list: '列表',
    view: '怎么看',
    legend: {
      visitOver: '圆：走访，有逾期的',
      visitToday: '圆：走访，今天到期',
      visitSoon: '圆：走访，三天内到期；筛选时：符合的户，都没到期',
      promise: '方：答应过的帮助，还没办到',
      whistleReturned: '三角：退回给您的哨',
      whistle: '三角：在办的哨',
    },
    visits: (name: string, count: number, dues: Dues) => `${name}，${count}户待访${dueZh(dues)}`,
    matching: (name: string, count: number, dues: Dues) => `${name}，${count}户符合筛选${dueZh(dues)}`,
    promises: (name: string, count: number, { over }: Dues) =>
      `${name}，${count}项帮助答应了还没办到${over > 0 ? `，${over}项过了日子` : ''}`,
    whistles: (name: string, open: number, returned: number) =>
      `${name}，${[open > 0 ? `${open}个哨在办` : '', returned > 0 ? `${returned}个退回` : ''].filter((part) => part !== '').join('，')}`,
    spotOpen: (what: string) => `${what}，在办`,
    spotReturned: (what: string) => `${what}，退回`,
    chips: {
      over: (count: number) => `${count}户逾期`,
      today: (count: number) => `${count}户今天`,
      soon: (count: number) => `${count}户三天内`,
      matching: (count: number) => `${count}户没到期`,
      promises: (count: number) => `${count}项帮助待办到`,
      open: (count: number) => `${count}个哨`,
      returned: (count: number) => `${count}个退回`,
    },
    otherWhistles: '不在楼栋里的哨',
    building: '楼栋',
    gone: '找不到这栋楼',
    floors: (floors: number, units: number, doors: number) => `${floors}层 · ${units}个单元 · ${doors}户`,
    raise: '在这栋楼吹哨',
    unit: '单元',
    unitUnknown: '单元不详',
    navigate: '导航去这里',
    layers: { drawn: '手绘底图', vec: '天地图地图', img: '天地图影像' },
  },
  en: {
    title: 'Map',
    map: 'Map of my grid',
    list: 'List',
    view: 'View as',
    legend: {
      visitOver: 'Circle: visits, some overdue',
      visitToday: 'Circle: visits, some due today',
      visitSoon: 'Circle: visits due within 3 days; with a filter: households it shows, none due',
      promise: 'Square: help promised, not delivered yet',
      whistleReturned: 'Triangle: whistles returned to you',
      whistle: 'Triangle: whistles under way',
    },
    visits: (name: string, count: number, dues: Dues) => `${name}, ${count} to visit${dueEn(dues)}`,
    matching: (name: string, count: number, dues: Dues) => `${name}, ${count} match the filter${dueEn(dues)}`,
    promises: (name: string, count: number, { over }: Dues) =>
      `${name}, ${count} promised and not delivered${over > 0 ? `, ${over} past the day` : ''}`,
    whistles: (name: string, open: number, returned: number) =>
      `${name}, ${[open > 0 ? `${open} whistles under way` : '', returned > 0 ? `${returned} returned` : ''].filter((part) => part !== '').join(', ')}`,
    spotOpen: (what: string) => `${what}, under way`,
    spotReturned: (what: string) => `${what}, returned`,
    chips: {
      over: (count: number) => `${count} overdue`,
      today: (count: number) => `${count} today`,
      soon: (count: number) => `${count} within 3 days`,
      matching: (count: number) => `${count} not due`,
      promises: (count: number) => `${count} promised`,
      open: (count: number) => (count === 1 ? '1 whistle' : `${count} whistles`),
      returned: (count: number) => `${count} returned`,
    },
    otherWhistles: 'Whistles outside buildings',
    building: 'Building',
    gone: 'This building cannot be found',
    floors: (floors: number, units: number, doors: number) => `${floors} floors · ${units} units · ${doors} doors`,
    raise: 'Whistle at this building',
    unit: 'Unit',
    unitUnknown: 'unit unknown',
    navigate: 'Navigate here',
    layers: { drawn: 'Drawn map', vec: 'Tianditu map', img: 'Tianditu imagery' },
  },
});
