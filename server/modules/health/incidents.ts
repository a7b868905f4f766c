import { isoOf, minuteMs, type Iso } from '../../../core/lib/time.ts';
import { databaseFaultOf } from '../../db/away.ts';

/** What went wrong with a server that came back by itself, or was put right by others. */
export const incidentKinds = [
  'database-away',
  'database-busy',
  'database-read-only',
  'database-no-connections',
  'disk-full',
  'restarted',
  'killed-before',
  'epoch-changed',
  'quarantined',
  'clock-jumped',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

export interface Incident {
  what: IncidentKind;
  /** The last time. */
  at: Iso;
  /** How often, without longer than a quarter of an hour between. */
  count: number;
}

export interface Incidents {
  note(what: IncidentKind): void;
  /** Of this run of the server, newest first; at most 32, so that whoever hammers it cannot make it grow. */
  lately(): readonly Incident[];
}

const kept = 32;
const togetherMs = 15 * minuteMs;

/** @param said called once for each new one, not again while it goes on. Must not throw */
export function makeIncidents(now: () => number, said: (incident: Incident) => void): Incidents {
  let ring: Incident[] = [];
  return {
    note(what) {
      const nowMs = now();
      const running = ring.find((one) => one.what === what && nowMs - Date.parse(one.at) <= togetherMs);
      const incident = { what, at: isoOf(nowMs), count: (running?.count ?? 0) + 1 };
      ring = [incident, ...ring.filter((one) => one !== running)].slice(0, kept);
      if (!running) said(incident);
    },
    lately: () => ring,
  };
}

/** What a request or a job met with, where it is the database's. */
export function noteFault(incidents: Incidents, error: unknown): void {
  const fault = databaseFaultOf(error);
  if (fault) incidents.note(fault);
}
