import { texts } from '../../../live/texts.ts';

export const jumpTexts = texts({
  zh: {
    open: '跳到门牌',
    label: '门牌号',
    hint: '楼-单元-室，例如 3-2-501',
    hintWithin: (building: string) => `${building}里：单元-室，例如 2-501`,
    dash: '横线，隔开楼、单元、室',
    erase: '删去一位',
    go: (where: string) => `去 ${where}`,
    goNowhere: '去这一户',
    none: '没有这个门牌。看看楼号、单元和房号，或按姓名找。',
    others: '也可能是',
    byName: '按姓名找',
    unit: (building: string, unit: number) => `${building} ${unit}单元`,
  },
  en: {
    open: 'Jump to a door',
    label: 'Door number',
    hint: 'building-unit-room, such as 3-2-501',
    hintWithin: (building: string) => `in ${building}: unit-room, such as 2-501`,
    dash: 'dash, between building, unit and room',
    erase: 'delete the last one',
    go: (where: string) => `Go to ${where}`,
    goNowhere: 'Go to the door',
    none: 'There is no such door. Look at building, unit and room once more, or search by name.',
    others: 'It may also be',
    byName: 'Search by name',
    unit: (building: string, unit: number) => `${building}, unit ${unit}`,
  },
});
