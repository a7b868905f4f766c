import { daysBetween, dayOf } from '../../../../core/calendar/day.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import type { Phone } from '../../../local/phone.ts';
import { isUnsent } from '../../../live/session.ts';
import type { Permission, PhoneFacts } from './go-out-checks.ts';

/** Asks the browser and the phone for the facts that the checks judge. Nothing is changed by asking. */
export async function gatherPhoneFacts(phone: Phone, now: Iso): Promise<PhoneFacts> {
  const told = phone.view.toldAt();
  const [isAppKept, isStoragePersistent, freeBytes, camera, microphone, position] = await Promise.all([
    isAppOnPhone(),
    navigator.storage?.persisted?.() ?? false,
    freeSpace(),
    permissionOf('camera'),
    permissionOf('microphone'),
    permissionOf('geolocation'),
  ]);
  return {
    households: phone.view.all('household').length,
    dataAgeDays: told === null ? null : daysBetween(dayOf(told), dayOf(now)),
    isAppKept,
    unsent: phone.outbox.all().filter(isUnsent).length,
    isStoragePersistent,
    freeBytes,
    clockErrorMs: phone.sync.status().clockErrorMs,
    camera,
    microphone,
    position,
  };
}

/** A controlling service worker and a precache with something in it: the next cold start needs no network. */
async function isAppOnPhone(): Promise<boolean> {
  if (!navigator.serviceWorker?.controller) return false;
  const names = (await caches.keys()).filter((name) => name.includes('precache'));
  const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
  return kept.some((count) => count > 0);
}

async function freeSpace(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate?.();
  return estimate?.quota === undefined ? null : estimate.quota - (estimate.usage ?? 0);
}

async function permissionOf(name: PermissionName): Promise<Permission> {
  try {
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return 'unknown'; // Firefox and older Safari do not know every name
  }
}

/** `312 KB`, `1.4 MB`, `12 GB`. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(bytes < 10 * 1024 ** 3 ? 1 : 0)} GB`;
}
