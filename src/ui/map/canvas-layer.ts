import * as L from 'leaflet';
import { worldSize, type Frame } from './mercator.ts';

/** How far the canvas reaches beyond the view, as a part of it, so that a short drag shows no empty edge. */
const margin = 0.2;

/**
 * One canvas under Leaflet's pan and zoom. It is painted when a movement ends; while one lasts the picture is only
 * moved or scaled, but a drag that would uncover its edge paints anew. Paints are gathered: at most one a frame.
 */
export class CanvasLayer extends L.Layer {
  readonly #canvas = document.createElement('canvas');
  readonly #paint: (pen: CanvasRenderingContext2D, frame: Frame) => void;
  #frame: Frame | null = null;
  #request = 0;

  constructor(paint: (pen: CanvasRenderingContext2D, frame: Frame) => void) {
    super();
    this.#paint = paint;
    this.#canvas.className = 'leaflet-zoom-animated';
    this.#canvas.setAttribute('aria-hidden', 'true');
  }

  override onAdd(map: L.Map): this {
    this.getPane()?.append(this.#canvas);
    this.#draw(map);
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#canvas.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      viewreset: (event) => this.#draw(mapOf(event)),
      moveend: (event) => this.#draw(mapOf(event)),
      move: (event) => this.#followDrag(mapOf(event)),
      zoom: (event) => this.#transform(mapOf(event), mapOf(event).getCenter(), mapOf(event).getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.#transform(mapOf(event), center, zoom);
      },
    };
  }

  /** Paints with the next frame. */
  redraw(map: L.Map): void {
    if (this.#request !== 0) return;
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      if (map.hasLayer(this)) this.#draw(map);
    });
  }

  /** What the canvas shows now, and where it lies in the container: a point of the container plus `pad` is one of it. */
  frameOf(map: L.Map): Frame {
    const size = map.getSize();
    const pad = L.point(Math.round(size.x * margin), Math.round(size.y * margin));
    const corner = map.containerPointToLayerPoint(L.point(0, 0)).subtract(pad).round();
    const origin = map.getPixelOrigin();
    return {
      zoom: map.getZoom(),
      scale: worldSize(map.getZoom()),
      left: corner.x + origin.x,
      top: corner.y + origin.y,
      width: size.x + 2 * pad.x,
      height: size.y + 2 * pad.y,
    };
  }

  #draw(map: L.Map): void {
    const frame = this.frameOf(map);
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const width = Math.round(frame.width * ratio);
    const height = Math.round(frame.height * ratio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.width = `${frame.width}px`;
      this.#canvas.style.height = `${frame.height}px`;
    }
    const origin = map.getPixelOrigin();
    L.DomUtil.setTransform(this.#canvas, L.point(frame.left - origin.x, frame.top - origin.y), 1);
    this.#frame = frame;
    const pen = this.#canvas.getContext('2d', { alpha: false });
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#paint(pen, frame);
  }

  #followDrag(map: L.Map): void {
    const drawn = this.#frame;
    if (!drawn || drawn.zoom !== map.getZoom()) return;
    const wanted = this.frameOf(map);
    const isFar =
      Math.abs(wanted.left - drawn.left) > (wanted.width * margin) / 2 ||
      Math.abs(wanted.top - drawn.top) > (wanted.height * margin) / 2;
    if (isFar) this.redraw(map);
  }

  /** Lays the picture as painted where it belongs in another view. */
  #transform(map: L.Map, center: L.LatLng, zoom: number): void {
    const drawn = this.#frame;
    if (!drawn) return;
    const scale = map.getZoomScale(zoom, drawn.zoom);
    const pane = map.getPane('mapPane');
    const panePosition = pane ? L.DomUtil.getPosition(pane) : L.point(0, 0);
    const origin = map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(panePosition).round();
    L.DomUtil.setTransform(this.#canvas, L.point(drawn.left * scale, drawn.top * scale).subtract(origin), scale);
  }
}

const mapOf = (event: L.LeafletEvent): L.Map => event.target as L.Map;
