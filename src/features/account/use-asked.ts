import { onMounted, shallowRef, watch } from 'vue';
import { useOnline } from '../../ui/use-online.ts';
import type { Answer } from './account-wire.ts';

/**
 * What the server answers to one question: asked when the page opens, and again when the network comes back. What was
 * read once stays on the screen when a later question fails.
 */
export function useAsked<T>(question: () => Promise<Answer<T>>) {
  const answer = shallowRef<Answer<T> | null>(null);
  const online = useOnline();

  async function load(): Promise<void> {
    const said = await question();
    if (said.ok || answer.value?.ok !== true) answer.value = said;
  }

  onMounted(load);
  watch(online, (isOnline) => {
    if (isOnline) void load();
  });
  return { answer, load };
}
