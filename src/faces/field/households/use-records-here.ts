import { computed, type ComputedRef } from 'vue';
import type { OutboxRecord } from '../../../local/phone.ts';
import { useOutbox } from '../../../live/outbox.ts';
import { usePhone, useViewVersion } from '../../../live/rows.ts';
import { isUnsent } from '../../../live/session.ts';

export interface RecordsHere {
  /** The server said no; newest first. */
  refused: ComputedRef<readonly OutboxRecord[]>;
  /** Saved and not answered yet; newest first. */
  unsent: ComputedRef<readonly OutboxRecord[]>;
}

/** What this person did about one household and the server has not taken. */
export function useRecordsHere(household: () => string): RecordsHere {
  const { view } = usePhone();
  const version = useViewVersion();
  const { records } = useOutbox();

  /** Every payload names what it is about by its kind. */
  function householdOf(record: OutboxRecord): string | undefined {
    const said = record.payload as Record<'household' | 'person' | 'need' | 'conflict', string | undefined>;
    if (record.type === 'whistle.raise') return undefined;
    if (said.household !== undefined) return said.household;
    if (said.person !== undefined) return view.get('person', said.person)?.household;
    if (said.need !== undefined) return view.get('need', said.need)?.household;
    return said.conflict === undefined ? undefined : view.get('conflict', said.conflict)?.household;
  }
  const here = computed(() => (version(), records.value.filter((record) => householdOf(record) === household())));
  return {
    refused: computed(() => here.value.filter(({ state }) => state === 'refused')),
    unsent: computed(() => here.value.filter(isUnsent)),
  };
}
