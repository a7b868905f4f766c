/**
 * Preparing to go out: one exchange with the server, the newest version of the app, then the checks. The size shown before is that of the last time;
 * what came now is counted from the browser's own figures of the exchange.
 */
import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { Iso } from '../../../../core/lib/time.ts';
import { useNow } from '../../../live/now.ts';
import { updateWish } from '../../../live/update-wish.ts';
import { usePhone } from '../../../live/rows.ts';
import { canGoOut, goOutChecks, type Asked, type Check, type PhoneFacts } from './go-out-checks.ts';
import { isNewVersionHere } from './new-version.ts';
import { gatherPhoneFacts } from './phone-facts.ts';

const sizeKey = 'shaodao.last-pack-bytes';
const timeKey = 'shaodao.last-pack-ms';
const preparedKey = 'shaodao.prepared-at';
const goOnKey = 'shaodao.going-out';

export interface GoingOut {
  state: Readonly<ShallowRef<'idle' | 'running' | 'done'>>;
  facts: Readonly<ShallowRef<PhoneFacts | null>>;
  checks: Readonly<ShallowRef<readonly Check[]>>;
  isReady: Readonly<ShallowRef<boolean>>;
  checkedAt: Readonly<ShallowRef<Iso | null>>;
  /** When all was well the last time, whatever opened the app anew since. */
  preparedAt: Readonly<ShallowRef<Iso | null>>;
  /** Bytes of the largest pack so far; null before the first. */
  packBytes: Readonly<ShallowRef<number | null>>;
  /** How long that pack took, in ms; null before the first. */
  packMs: Readonly<ShallowRef<number | null>>;
  cameBytes: Readonly<ShallowRef<number>>;
  prepare: () => Promise<void>;
  allow: (what: Asked) => Promise<void>;
  askStorage: () => Promise<void>;
}

// What was found stays while the app is open: coming back to Today does not ask again.
const state = shallowRef<'idle' | 'running' | 'done'>('idle');
const facts = shallowRef<PhoneFacts | null>(null);
const checks = shallowRef<readonly Check[]>([]);
const isReady = shallowRef(false);
const checkedAt = shallowRef<Iso | null>(null);
const preparedAt = shallowRef(localStorage.getItem(preparedKey) as Iso | null);
const packBytes = shallowRef(Number(localStorage.getItem(sizeKey)) || null);
const packMs = shallowRef(Number(localStorage.getItem(timeKey)) || null);
const cameBytes = shallowRef(0);

export function useGoingOut(): GoingOut {
  const phone = usePhone();
  const now = useNow();
  async function look(): Promise<void> {
    facts.value = await gatherPhoneFacts(phone, now.value);
    checks.value = goOutChecks(facts.value);
    isReady.value = canGoOut(checks.value);
  }

  function noteSize(): void {
    const pack = bytesSince(0);
    if (pack <= (packBytes.value ?? 0)) return;
    packBytes.value = pack;
    localStorage.setItem(sizeKey, String(pack));
    packMs.value = durationOf(exchangesSince(0));
    localStorage.setItem(timeKey, String(packMs.value));
  }

  async function prepare(): Promise<void> {
    state.value = 'running';
    const since = performance.now();
    const [, isNewer] = await Promise.all([phone.sync.now(), isNewVersionHere()]);
    // Taken where nothing is under way (UpdatePrompt); then the page opens anew and goes on with the checks.
    if (isNewer) sessionStorage.setItem(goOnKey, '1');
    updateWish.value = isNewer;
    cameBytes.value = bytesSince(since);
    noteSize();
    await look();
    checkedAt.value = now.value;
    if (isReady.value) {
      preparedAt.value = now.value;
      localStorage.setItem(preparedKey, now.value);
    }
    state.value = 'done';
  }

  async function allow(what: Asked): Promise<void> {
    await askFor(what);
    await look();
  }

  async function askStorage(): Promise<void> {
    await navigator.storage?.persist?.();
    await look();
  }

  // A first sync starts by itself after signing in: its size is noted when it ends, whoever asked for it.
  onMounted(noteSize);
  onMounted(() => {
    if (sessionStorage.getItem(goOnKey) === null) return;
    sessionStorage.removeItem(goOnKey);
    void prepare();
  });
  onScopeDispose(() => {
    updateWish.value = false;
  });
  onScopeDispose(phone.sync.onChange(noteSize));
  return {
    state,
    facts,
    checks,
    isReady,
    checkedAt,
    preparedAt,
    packBytes,
    packMs,
    cameBytes,
    prepare,
    allow,
    askStorage,
  };
}

/** The browser's own question; what was opened for it is closed at once, and a position that comes is not looked at. */
async function askFor(what: Asked): Promise<void> {
  if (what === 'position') {
    await new Promise<void>((resolve) => {
      if (!('geolocation' in navigator)) return resolve();
      navigator.geolocation.getCurrentPosition(
        () => resolve(),
        () => resolve(),
        { timeout: 8_000, maximumAge: Infinity },
      );
    });
    return;
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia(what === 'camera' ? { video: true } : { audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch {
    // refused or absent: the check says so in words
  }
}

/** Exchanges that began after a moment, as the browser saw them. */
const exchangesSince = (since: number): PerformanceResourceTiming[] =>
  performance
    .getEntriesByType('resource')
    .filter(
      (entry): entry is PerformanceResourceTiming =>
        entry instanceof PerformanceResourceTiming &&
        entry.startTime >= since &&
        new URL(entry.name).pathname.startsWith('/api/sync/pull'),
    );

/** Bytes over the wire. */
const bytesSince = (since: number): number =>
  exchangesSince(since).reduce((sum, entry) => sum + Math.max(entry.encodedBodySize, 0), 0);

/** Time on the wire, what lay between left out. */
const durationOf = (exchanges: readonly PerformanceResourceTiming[]): number =>
  Math.round(exchanges.reduce((sum, { duration }) => sum + duration, 0));
