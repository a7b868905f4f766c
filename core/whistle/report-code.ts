/**
 * The report-in code 报到码 (RFC 6238): while an order waits to be reported in, the community shows six digits that change each
 * minute, and the unit enters them on the spot. Both may be offline: what is right is judged by the server, by the
 * moment at which the unit saved it, one step of either clock forgiven.
 */
import type { GridCode } from '../grid/grid.ts';
import type { WhistleId } from '../lib/id.ts';
import { isoOf, minuteMs, msOf, type Iso } from '../lib/time.ts';
import type { UnitId } from './loop.ts';

export const codeStepMs = minuteMs;
/** Of a wrong code there are three right ones in a million: so many tries, and then the community confirms by touch. */
export const codeTriesAllowed = 5;
/** Beyond it a device's word for when it was counts for nothing (lifecycle, "Report-in on the spot"). */
export const trustedClockErrorMs = 10 * minuteMs;
export const codePattern = /^\d{6}$/;

/** The secret of one order. Only its community holds it, and it is gone once they were there. */
export interface ReportCodeRow {
  /** `<whistle id>:<unit id>`. */
  id: string;
  rev: number;
  grid: GridCode;
  whistle: WhistleId;
  unit: UnitId;
  /** 20 random bytes as hex. */
  secret: string;
}
export const reportCodeId = (whistle: WhistleId, unit: UnitId): string => `${whistle}:${unit}`;

/** What only a server makes and judges. */
export interface ReportCodes {
  /** 20 random bytes as hex. */
  fresh: () => string;
  /** The six digits of a secret at a step. */
  at: (secret: string, step: number) => string;
}

export const codeStepOf = (at: Iso): number => Math.floor(msOf(at) / codeStepMs);
const stepStart = (step: number): Iso => isoOf(step * codeStepMs);

/** When the code was shown, if it was right at that moment or a step beside it; null: it was not. */
export function shownAt(code: string, secret: string, at: Iso, codes: ReportCodes): Iso | null {
  const now = codeStepOf(at);
  const step = [now, now - 1, now + 1].find((one) => codes.at(secret, one) === code);
  return step === undefined ? null : stepStart(step);
}

/** The moving factor of RFC 4226: the step as eight bytes, the highest first. */
export function codeMessage(step: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(step));
  return bytes;
}

/** The six digits in an HMAC-SHA-1 (RFC 4226, 5.3). @param mac 20 bytes */
export function codeOfMac(mac: Uint8Array): string {
  const view = new DataView(mac.buffer, mac.byteOffset, mac.byteLength);
  const offset = view.getUint8(19) & 0x0f;
  return String((view.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
