/** The map as a page: the app's own MapView, dragged and zoomed as a person does, or the floor. */
import { createApp, nextTick } from 'vue';
import '../../src/ui/tokens.css';
import '../../src/ui/base.css';
import MapView from '../../src/ui/map/MapView.vue';
import { median, percentile } from '../statistics.ts';
import { drawFloor, type Drawing } from './map-floor.ts';
import type { DrawnScene } from './map-scene.ts';

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
const settled = async (): Promise<void> => {
  await frame();
  await frame();
};
/** What was asked for is on the screen, and the page is free again. */
const shown = async (): Promise<void> => {
  await frame();
  await new Promise((resolve) => setTimeout(resolve, 0));
};

function drawOurs(element: HTMLElement, scene: DrawnScene): Drawing {
  const app = createApp(MapView, { label: '地图', ...scene });
  app.mount(element);
  const [middleX, middleY] = [element.clientWidth / 2, element.clientHeight / 2];
  let at = { x: middleX, y: middleY };
  const mouse = (type: string): void => {
    const ground = element.querySelector('.ground');
    if (!ground) throw new Error('the map was not opened');
    ground.dispatchEvent(
      new MouseEvent(type, { bubbles: true, cancelable: true, button: 0, buttons: 1, clientX: at.x, clientY: at.y }),
    );
  };
  let isHeld = false;
  const button = (which: string): void => {
    if (isHeld) mouse('mouseup');
    isHeld = false;
    const found = element.querySelector<HTMLButtonElement>(`.pair .button:${which}`);
    if (!found) throw new Error('the map has no buttons to zoom');
    found.click();
  };
  return {
    pan(x, y) {
      if (!isHeld) mouse('mousedown');
      isHeld = true;
      at = { x: at.x + x, y: at.y + y };
      mouse('mousemove');
    },
    zoom: (levels) => button(levels > 0 ? 'first-child' : 'last-child'),
    remove: () => app.unmount(),
  };
}

const drawings = { ours: drawOurs, floor: drawFloor };
export type DrawingName = keyof typeof drawings;

async function draw(name: DrawingName, path: string): Promise<Record<string, number>> {
  const scene = (await (await fetch(path)).json()) as DrawnScene;
  const element = document.createElement('div');
  element.style.cssText = 'position: fixed; inset: 0';
  document.body.append(element);
  await settled();
  const startedAt = performance.now();
  const drawing = drawings[name](element, scene);
  await nextTick();
  await settled();
  const firstMs = performance.now() - startedAt;
  const pans: number[] = [];
  for (let i = 0; i < 40; i++) {
    const from = performance.now();
    drawing.pan((i % 10 < 5 ? 1 : -1) * 40, 12 * ((i % 3) - 1));
    await shown();
    pans.push(performance.now() - from);
  }
  const zooms: number[] = [];
  for (let i = 0; i < 8; i++) {
    const from = performance.now();
    drawing.zoom(i % 2 === 0 ? 1 : -1);
    await settled();
    zooms.push(performance.now() - from);
  }
  drawing.remove();
  element.remove();
  return { firstMs, panMs: median(pans), panP95Ms: percentile(pans, 0.95), zoomMs: median(zooms) };
}

export interface MapPage {
  draw: typeof draw;
}
globalThis.bench = { draw } satisfies MapPage;
