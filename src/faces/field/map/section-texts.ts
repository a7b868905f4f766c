import { texts } from '../../../live/texts.ts';

export const sectionTexts = texts({
  zh: {
    caption: (building: string, unit: string) =>
      `${[building, unit].filter((part) => part !== '').join(' ')}，从顶楼往下，每格一户`,
    floor: '楼层',
    floorName: (floor: number) => (floor < 0 ? `地下${-floor}层` : `${floor}层`),
    floorUnknown: '楼层不详',
    column: (number: number) => `${number}号门`,
    side: (side: string) => `${side}边`,
    other: '其他门',
    add: (floor: string) => `${floor}，加一户`,
    addHere: '加一户',
    noRoom: '无房号',
    noRooms: (count: number) => `${count}户没有房号，按姓名找。点进去选“更正”补上房号，就能按门牌找到。`,
    street: '临街',
    fits: '符合筛选',
    fitting: (count: number) => `符合筛选的${count}户有粗边框和“✓”`,
    over: (days: number) => `逾期${days}天`,
    today: '今天到期',
    soon: (days: number) => `${days}天后到期`,
    none: '这栋楼还没有住户',
  },
  en: {
    caption: (building: string, unit: string) =>
      `${[building, unit].filter((part) => part !== '').join(', ')}, from the top floor down, a door in each cell`,
    floor: 'Floor',
    floorName: (floor: number) => (floor < 0 ? `Basement ${-floor}` : `Floor ${floor}`),
    floorUnknown: 'Floor unknown',
    column: (number: number) => `Door ${number}`,
    side: (side: string) => `Side ${side}`,
    other: 'Other doors',
    add: (floor: string) => `${floor}, add a household`,
    addHere: 'Add',
    noRoom: 'no number',
    noRooms: (count: number) =>
      `${count} ${count === 1 ? 'household has' : 'households have'} no door number: look for the name. Open one and choose “Correct” to add it.`,
    street: 'On the street',
    fits: 'matches the filter',
    fitting: (count: number) => `${count} that match the filter have a thick edge and "✓"`,
    over: (days: number) => `${days} d overdue`,
    today: 'due today',
    soon: (days: number) => `due in ${days} d`,
    none: 'No household in this building yet',
  },
});
