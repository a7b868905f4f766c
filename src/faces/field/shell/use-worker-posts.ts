import { computed, type ComputedRef } from 'vue';
import { useNow } from '../../../live/now.ts';
import { usePhone, useRows } from '../../../live/rows.ts';
import { useSession } from '../../../live/session.ts';
import { workerPosts, type WorkerPost } from './worker-posts.ts';

export interface WorkerPosts {
  posts: ComputedRef<readonly WorkerPost[]>;
  /** Grids in which she may work now, whose rows are here: own ones and stand-ins. */
  current: ComputedRef<readonly string[]>;
  nameOf: (grid: string) => string;
}

export function useWorkerPosts(): WorkerPosts {
  const { account } = usePhone();
  const session = useSession();
  const now = useNow();
  const grids = useRows('grid');
  const posts = computed(() => workerPosts(session.account?.grants ?? account.grants, now.value));
  return {
    posts,
    current: computed(() =>
      posts.value.flatMap(({ state, grid }) => (state === 'own' || state === 'standIn' ? [grid] : [])),
    ),
    nameOf: (grid) => grids.value.find((one) => one.id === grid)?.name ?? grid,
  };
}
