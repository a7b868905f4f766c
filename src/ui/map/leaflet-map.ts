import * as L from 'leaflet';
import './leaflet-map.css';
import type { LngLat } from './map-data.ts';
import { CanvasLayer } from './canvas-layer.ts';
import type { Frame } from './mercator.ts';

interface Painter {
  paint(pen: CanvasRenderingContext2D, frame: Frame): void;
  /** A tap or click at a pixel of the frame. */
  tap(frame: Frame, x: number, y: number): void;
  /** Where a mouse rests; null when it left. */
  hover(frame: Frame, x: number, y: number): void;
  /** After each movement. */
  settled(frame: Frame, latitude: number): void;
}

export interface DrawnMap {
  redraw(): void;
  zoomBy(levels: number): void;
  /** Shows these points with some room around; one point: nearer in. */
  fit(points: readonly LngLat[]): void;
  /** Brings a point into the middle without zooming out. */
  show(point: LngLat): void;
  setCursor(isOverSomething: boolean, title: string): void;
  remove(): void;
}

/** A phone with little memory, or a reader who asked for less motion, gets jumps instead of glides. */
const wantsStillness = (): boolean =>
  ((navigator as Navigator & { deviceMemory?: number }).deviceMemory ?? 8) <= 2 ||
  matchMedia('(prefers-reduced-motion: reduce)').matches;

export function openMap(element: HTMLElement, start: readonly LngLat[], painter: Painter): DrawnMap {
  const isStill = wantsStillness();
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    zoomDelta: 1,
    minZoom: 11,
    maxZoom: 20,
    zoomAnimation: !isStill,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: !isStill,
    // A double tap asks twice for the same place; zooming has its buttons, pinch and wheel.
    doubleClickZoom: false,
    maxBoundsViscosity: 0.8,
  });
  const layer = new CanvasLayer((pen, frame) => painter.paint(pen, frame));
  const fit = (points: readonly LngLat[], animate: boolean): void => {
    const bounds = boundsOf(points);
    if (bounds)
      map.fitBounds(bounds, { paddingTopLeft: [24, 24], paddingBottomRight: [68, 32], maxZoom: 18.5, animate });
  };
  fit(start, false);
  if (!boundsOf(start)) map.setView([0, 0], 11, { animate: false });
  const limits = boundsOf(start);
  if (limits) map.setMaxBounds(limits.pad(1));
  layer.addTo(map);

  const at = (event: L.LeafletMouseEvent): { frame: Frame; x: number; y: number } => {
    const frame = layer.frameOf(map);
    const corner = map.getPixelOrigin().add(event.layerPoint);
    return { frame, x: corner.x - frame.left, y: corner.y - frame.top };
  };
  map.on('click', (event) => {
    const { frame, x, y } = at(event);
    painter.tap(frame, x, y);
  });
  if (matchMedia('(hover: hover)').matches) {
    map.on('mousemove', (event) => {
      const { frame, x, y } = at(event);
      painter.hover(frame, x, y);
    });
  }
  const settle = (): void => painter.settled(layer.frameOf(map), map.getCenter().lat);
  map.on('moveend', settle);
  settle();

  // In a page that is not shown yet it has no size; what fits is known when it gets one.
  let isFitted = element.clientWidth > 0 && element.clientHeight > 0;
  const watcher = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (isFitted || element.clientWidth === 0 || element.clientHeight === 0) return;
    isFitted = true;
    fit(start, false);
  });
  watcher.observe(element);

  return {
    redraw: () => layer.redraw(map),
    zoomBy: (levels) => {
      map.setZoom(map.getZoom() + levels);
    },
    fit: (points) => fit(points, !isStill),
    show: ([lng, lat]) => {
      map.setView([lat, lng], Math.max(map.getZoom(), 17), { animate: !isStill });
    },
    setCursor: (isOverSomething, title) => {
      element.style.cursor = isOverSomething ? 'pointer' : '';
      element.title = title;
    },
    remove: () => {
      watcher.disconnect();
      map.remove();
    },
  };
}

function boundsOf(points: readonly LngLat[]): L.LatLngBounds | null {
  const bounds = L.latLngBounds(points.map(([lng, lat]) => L.latLng(lat, lng)));
  return bounds.isValid() ? bounds : null;
}
