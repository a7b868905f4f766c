import { texts } from '../../live/texts.ts';

export const gridTexts = texts({
  zh: {
    unit: (unit: number) => `${unit}单元`,
    floor: (floor: number) => `${floor}层`,
    door: (building: string, unit: string, room: string) =>
      [building, unit, room].filter((part) => part !== '').join(' '),
    where: '地点',
    pickBuilding: '在哪栋楼？',
    noPlace: '未定地点',
    usePosition: '用当前位置',
    locating: '正在定位，不必等待…',
    positionWithin: (metres: number) => `当前位置（误差约${metres}米）`,
    positionCoarse: (metres: number) => `定位误差约${metres}米，请选楼栋`,
    positionDenied: '没有定位权限，请选楼栋',
    positionNone: '现在定不了位，请选楼栋',
    near: '附近的楼',
    all: '全部楼栋',
    metres: (metres: number) => `约${metres}米`,
    outOfGrid: '位置在本网格之外，社区会转给对应网格',
  },
  en: {
    unit: (unit: number) => `unit ${unit}`,
    floor: (floor: number) => `floor ${floor}`,
    door: (building: string, unit: string, room: string) =>
      [building, unit, room].filter((part) => part !== '').join(', '),
    where: 'Place',
    pickBuilding: 'Which building?',
    noPlace: 'No place yet',
    usePosition: 'Use my position',
    locating: 'Finding the position, no need to wait…',
    positionWithin: (metres: number) => `My position (within about ${metres} m)`,
    positionCoarse: (metres: number) => `Position within about ${metres} m only: pick a building`,
    positionDenied: 'No permission for the position: pick a building',
    positionNone: 'No position right now: pick a building',
    near: 'Buildings nearby',
    all: 'All buildings',
    metres: (metres: number) => `about ${metres} m`,
    outOfGrid: 'The position lies outside this grid; the community will pass it on',
  },
});
