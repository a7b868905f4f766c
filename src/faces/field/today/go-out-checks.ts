import { minuteMs } from '../../../../core/lib/time.ts';

/** What is looked at before going out, each with an answer in words; `soft` warns, `stop` should be put right first. */
export type CheckName =
  | 'data'
  | 'app'
  | 'unsent'
  | 'storage'
  | 'space'
  | 'clock'
  | 'camera'
  | 'microphone'
  | 'position';
export type CheckState = 'good' | 'soft' | 'stop';

/** `unknown`: the browser does not tell. */
export type Permission = 'granted' | 'prompt' | 'denied' | 'unknown';

export interface PhoneFacts {
  households: number;
  /** Days since the list came; null: never. */
  dataAgeDays: number | null;
  /** The service worker holds this page and its files are kept. */
  isAppKept: boolean;
  unsent: number;
  isStoragePersistent: boolean;
  /** null: the browser does not say. */
  freeBytes: number | null;
  clockErrorMs: number | null;
  camera: Permission;
  microphone: Permission;
  position: Permission;
}

/** What the browser asks her for. */
export type Asked = Extract<CheckName, 'camera' | 'microphone' | 'position'>;

export interface Check {
  name: CheckName;
  state: CheckState;
}

const megabyte = 1024 * 1024;

export function goOutChecks(facts: PhoneFacts): Check[] {
  const { freeBytes, clockErrorMs } = facts;
  return [
    {
      name: 'data',
      state: facts.households === 0 || facts.dataAgeDays === null ? 'stop' : facts.dataAgeDays > 3 ? 'soft' : 'good',
    },
    { name: 'app', state: facts.isAppKept ? 'good' : 'stop' },
    { name: 'unsent', state: facts.unsent === 0 ? 'good' : 'soft' },
    { name: 'storage', state: facts.isStoragePersistent ? 'good' : 'soft' },
    {
      name: 'space',
      state: freeBytes === null || freeBytes > 100 * megabyte ? 'good' : freeBytes > 20 * megabyte ? 'soft' : 'stop',
    },
    { name: 'clock', state: clockErrorMs === null || Math.abs(clockErrorMs) < 2 * minuteMs ? 'good' : 'soft' },
    { name: 'camera', state: facts.camera === 'granted' ? 'good' : 'soft' },
    { name: 'microphone', state: facts.microphone === 'granted' ? 'good' : 'soft' },
    { name: 'position', state: facts.position === 'granted' ? 'good' : 'soft' },
  ];
}

export const canGoOut = (checks: readonly Check[]): boolean => checks.every((check) => check.state !== 'stop');
