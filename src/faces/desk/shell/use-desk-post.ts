import { computed, type ComputedRef } from 'vue';
import { deviceTime } from '../../../live/now.ts';
import { usePhone } from '../../../live/rows.ts';
import { deskPost, type DeskPost } from './sections.ts';

export function useDeskPost(): ComputedRef<DeskPost> {
  const { account } = usePhone();
  return computed(() => deskPost(account, deviceTime()));
}
