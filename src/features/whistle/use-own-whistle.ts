/**
 * What somebody may still do to a whistle of hers. While its record has no number the record itself is changed and
 * can be taken back without a trace; afterwards each change is a mutation that the server sees.
 */
import { computed, shallowRef, toValue, type ComputedRef, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { Refusal } from '../../../core/lib/result.ts';
import type { WhistleId } from '../../../core/lib/id.ts';
import { partsOf } from '../../../core/whistle/decide.ts';
import type { WhistleAction } from '../../../core/whistle/actions.ts';
import { actionsFor } from '../../../core/whistle/table.ts';
import type { WhistleContent, WhistleRow } from '../../../core/whistle/whistle.ts';
import type { OutboxRecord } from '../../local/phone.ts';
import { useNow } from '../../live/now.ts';
import { useOutbox } from '../../live/outbox.ts';
import { usePhone, useRow } from '../../live/rows.ts';
import { contentPayload } from './whistle-payload.ts';
import type { RaisePayload } from './use-whistle-draft.ts';

const holdMs = 8_000;

export interface OwnWhistle {
  whistle: ComputedRef<WhistleRow | undefined>;
  /** The record that raised it, while this phone holds it. */
  record: ComputedRef<OutboxRecord | undefined>;
  /** It can be undone without a trace: the server does not know it. */
  isUnnumbered: ComputedRef<boolean>;
  actions: ComputedRef<WhistleAction[]>;
  refusal: Readonly<ShallowRef<Refusal | null>>;
  /**
   * @param isOutOfGrid what a new place means for its grid; the community sees to it once it was sent
   * @returns whether it is saved
   */
  change: (set: Partial<WhistleContent>, isOutOfGrid?: boolean) => Promise<boolean>;
  /** @returns the record, null where it is refused */
  withdraw: () => Promise<OutboxRecord | null>;
  /** @returns false when it was too late: withdraw instead */
  undo: () => Promise<boolean>;
  release: () => Promise<void>;
}

export function useOwnWhistle(id: MaybeRefOrGetter<string>): OwnWhistle {
  const { outbox, account } = usePhone();
  const whistle = useRow('whistle', id);
  const now = useNow();
  const { records } = useOutbox();
  const refusal = shallowRef<Refusal | null>(null);
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  }

  const record = computed(() =>
    records.value.find(
      (one) =>
        one.type === 'whistle.raise' &&
        one.state !== 'discarded' &&
        (one.payload as RaisePayload).whistle === toValue(id),
    ),
  );
  const isUnnumbered = computed(() => record.value?.seq === null);
  const actions = computed(() => {
    if (!whistle.value) return [];
    const author = { account: account.id, name: account.name, grants: account.grants };
    return actionsFor(whistle.value.stage, partsOf(whistle.value, author, now.value));
  });

  async function change(set: Partial<WhistleContent>, isOutOfGrid?: boolean): Promise<boolean> {
    const raised = record.value;
    if (raised && raised.seq === null) {
      const before = raised.payload as RaisePayload;
      const after = { ...before, ...contentPayload(set), ...(isOutOfGrid !== undefined && { outOfGrid: isOutOfGrid }) };
      const edited = await outbox.edit<'whistle.raise'>(raised.id, after);
      refusal.value = edited.ok ? null : edited.refusal;
      if (!edited.ok) return false;
      if (edited.value) return true;
    }
    const payload = { whistle: toValue(id) as WhistleId, set: contentPayload(set) };
    const saved = await outbox.save({ type: 'whistle.amend', payload, holdMs });
    refusal.value = saved.ok ? null : saved.refusal;
    return saved.ok;
  }

  async function withdraw(): Promise<OutboxRecord | null> {
    const saved = await outbox.save({
      type: 'whistle.withdraw',
      payload: { whistle: toValue(id) as WhistleId },
      holdMs,
    });
    refusal.value = saved.ok ? null : saved.refusal;
    return saved.ok ? saved.value : null;
  }

  return {
    whistle,
    record,
    isUnnumbered,
    actions,
    refusal,
    change: (set, isOutOfGrid) => inTurn(() => change(set, isOutOfGrid)),
    withdraw: () => inTurn(withdraw),
    undo: () => inTurn(async () => (record.value ? outbox.undo(record.value.id) : false)),
    release: () => {
      // The screen is on its way out: what it shows is read now, what it still saves comes first.
      const left = record.value?.id;
      return inTurn(async () => (left === undefined ? undefined : outbox.release(left)));
    },
  };
}
