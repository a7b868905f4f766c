import type { MapPosition, MapSymbol, SymbolShape } from './map-data.ts';
import { metresPerPixel, screenX, screenY, worldX, worldY, type Frame } from './mercator.ts';
import { mapFont, palette } from './palette.ts';
import type { Room } from './draw-labels.ts';
import type { Signs } from './scene.ts';
import { symbolCentre, symbolColours, symbolShapes } from './symbol-shape.ts';

type Pen = CanvasRenderingContext2D;

const outlines = new Map<SymbolShape, Path2D>();
function outlineOf(shape: SymbolShape): Path2D {
  const made = outlines.get(shape) ?? new Path2D(symbolShapes[shape].path);
  outlines.set(shape, made);
  return made;
}

function drawSymbol(pen: Pen, symbol: MapSymbol, symbolPx: number, isChosen: boolean): void {
  const outline = outlineOf(symbol.shape);
  const colour = symbolColours[symbol.shape];
  pen.save();
  pen.scale(symbolPx / 32, symbolPx / 32);
  pen.translate(-16, -16);
  pen.lineJoin = 'round';
  pen.lineWidth = isChosen ? 12 : 5;
  pen.strokeStyle = isChosen ? palette.chosen : '#ffffff';
  pen.stroke(outline);
  if (isChosen) {
    pen.lineWidth = 6;
    pen.strokeStyle = '#ffffff';
    pen.stroke(outline);
  }
  pen.fillStyle = symbol.fill === 'solid' ? colour : '#ffffff';
  pen.fill(outline);
  if (symbol.fill === 'half') {
    pen.save();
    pen.clip(outline);
    pen.fillStyle = colour;
    pen.fillRect(0, symbolShapes[symbol.shape].half, 32, 32);
    pen.restore();
  }
  pen.lineWidth = 2;
  pen.strokeStyle = palette.ink;
  pen.stroke(outline);
  if (symbol.count !== null) {
    const text = symbol.count > 99 ? '99+' : `${symbol.count}`;
    pen.font = mapFont(text.length > 2 ? 11 : symbol.shape === 'triangle' ? 14 : 16, 700);
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    if (symbol.fill === 'half') {
      pen.lineWidth = 4;
      pen.strokeStyle = '#ffffff';
      pen.strokeText(text, 16, symbolShapes[symbol.shape].number);
    }
    pen.fillStyle = symbol.fill === 'solid' ? '#ffffff' : palette.ink;
    pen.fillText(text, 16, symbolShapes[symbol.shape].number);
  }
  pen.restore();
}

/** Takes the room of all symbols, so that no name is written over them. */
export function reserveSymbols(frame: Frame, signs: Signs, symbolPx: number, room: Room): void {
  for (const i of signs.symbols.keys()) {
    const centre = symbolCentre(frame, signs, i, symbolPx);
    room.block(centre.x, centre.y, symbolPx, symbolPx);
  }
}

export function drawSymbols(pen: Pen, frame: Frame, signs: Signs, symbolPx: number, chosen: string | null): void {
  // The chosen one last, so that nothing covers it.
  for (const isLast of [false, true]) {
    for (const [i, symbol] of signs.symbols.entries()) {
      if ((symbol.id === chosen) !== isLast) continue;
      const { x, y } = symbolCentre(frame, signs, i, symbolPx);
      if (x < -symbolPx || y < -symbolPx || x > frame.width + symbolPx || y > frame.height + symbolPx) continue;
      pen.save();
      pen.translate(x, y);
      drawSymbol(pen, symbol, symbolPx, isLast);
      pen.restore();
    }
  }
}

/** Oneself: a dot, and the ring within which one is. */
export function drawPosition(pen: Pen, frame: Frame, position: MapPosition): void {
  const x = screenX(frame, worldX(position.lng));
  const y = screenY(frame, worldY(position.lat));
  const radius = position.accuracy / metresPerPixel(position.lat, frame.zoom);
  if (radius > 12) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = palette.positionRing;
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = palette.position;
    pen.stroke();
  }
  for (const [size, colour] of [
    [10, '#ffffff'],
    [7, palette.position],
    [2.5, '#ffffff'],
  ] as const) {
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
    if (size === 10) {
      pen.lineWidth = 1.5;
      pen.strokeStyle = palette.ink;
      pen.stroke();
    }
  }
}
