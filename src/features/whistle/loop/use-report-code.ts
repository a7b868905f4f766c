import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { codeMessage, codeOfMac, codeStepMs } from '../../../../core/whistle/report-code.ts';
import { useSyncStatus } from '../../../live/sync-status.ts';

export interface ShownCode {
  /** Six digits; null until they are computed, and where this page may not compute them (no secure address). */
  code: Readonly<Ref<string | null>>;
  secondsLeft: ComputedRef<number>;
}

/** The code of a secret now, by this device's clock less what the server found it to be off by. */
export function useReportCode(secret: () => string): ShownCode {
  const status = useSyncStatus();
  const deviceMs = shallowRef(Date.now());
  const timer = setInterval(() => {
    deviceMs.value = Date.now();
  }, 1_000);
  onScopeDispose(() => clearInterval(timer));
  const nowMs = computed(() => deviceMs.value - (status.value.clockErrorMs ?? 0));
  const step = computed(() => Math.floor(nowMs.value / codeStepMs));
  const code = shallowRef<string | null>(null);
  watch(
    [secret, step],
    async ([hex, at]) => {
      const shown = await codeAt(hex, at);
      // The answer to an older question is dropped.
      if (hex === secret() && at === step.value) code.value = shown;
    },
    { immediate: true },
  );
  return { code, secondsLeft: computed(() => Math.ceil(((step.value + 1) * codeStepMs - nowMs.value) / 1_000)) };
}

async function codeAt(secret: string, step: number): Promise<string | null> {
  if (!isSecureContext) return null;
  const bytes = Uint8Array.from(secret.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, codeMessage(step).slice());
  return codeOfMac(new Uint8Array(mac));
}
