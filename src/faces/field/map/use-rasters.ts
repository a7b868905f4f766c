import { computed, onMounted, shallowRef, type ComputedRef, type Ref } from 'vue';
import { ask } from '../../../sync/adapters/ask.ts';
import { useTexts } from '../../../live/texts.ts';
import type { MapRaster } from '../../../ui/map/map-data.ts';
import { mapPageTexts } from './map-page-texts.ts';

interface Tiles {
  layers: string[];
  notice: string;
}

const isTiles = (body: unknown): body is Tiles =>
  typeof body === 'object' && body !== null && 'layers' in body && Array.isArray(body.layers) && 'notice' in body;

/** A picture of the ground and the names over it are two layers of the service. */
const stacks = { vec: ['vec', 'cva'], img: ['img', 'cia'] } as const;
const answered = shallowRef<Tiles>({ layers: [], notice: '' });
const chosen = shallowRef<string | null>(null);

/** Pictures of the ground that this server passes on. Without a network, or where none is set up, there are none. */
export function useRasters(): { rasters: ComputedRef<MapRaster[]>; chosen: Ref<string | null> } {
  const words = useTexts(mapPageTexts);
  onMounted(async () => {
    const reply = await ask('/api/tiles', {}, isTiles);
    if (reply.kind === 'ok') answered.value = reply.body;
  });
  const rasters = computed(() =>
    (['vec', 'img'] as const)
      .filter((id) => answered.value.layers.includes(id))
      .map((id) => ({
        id,
        word: words.value.layers[id],
        attribution: answered.value.notice,
        urlsOf: (z: number, x: number, y: number) => stacks[id].map((layer) => `/api/tiles/${layer}/${z}/${x}/${y}`),
      })),
  );
  return { rasters, chosen };
}
