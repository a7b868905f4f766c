/** The canvas knows no custom properties; these follow tokens.css. Ground is quiet so that symbols and names lead. */
export const palette = {
  land: '#f5f3ee',
  outside: 'rgba(226, 222, 211, 0.5)',
  green: '#d8e5cd',
  water: '#bcd9e6',
  around: '#e3dfd4',
  aroundEdge: '#d3cdbf',
  border: '#9a9384',
  roadEdge: '#d6cfbf',
  arterial: '#fbe8bf',
  street: '#ffffff',
  lane: '#ffffff',
  house: '#e9dcc6',
  houseEdge: '#86735a',
  chosen: '#0a5560',
  chosenFill: '#b9dcdd',
  own: '#0a5560',
  ink: '#1b2829',
  inkSoft: '#3f4b4d',
  halo: 'rgba(255, 255, 255, 0.92)',
  position: '#004f80',
  positionRing: 'rgba(0, 114, 178, 0.16)',
} as const;

export const mapFont = (px: number, weight = 400): string =>
  `${weight} ${px}px system-ui, -apple-system, 'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif`;
