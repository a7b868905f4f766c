/** Complaints about the app itself: whoever is signed in sends one, the admin of the district reads them. */
import { hourMs, isoOf } from '../../../core/lib/time.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';

/** Faces that staff see. */
export const complaintFaces = ['field', 'desk'] as const;
export type ComplaintFace = (typeof complaintFaces)[number];

export interface NewComplaint {
  /** A UUIDv7 by the sender: sent twice, it is kept once. */
  id: string;
  face: ComplaintFace;
  text: string;
}

export interface Complaint extends NewComplaint {
  byName: string;
  at: string;
}

/** Enough for a bad day, too few for a script. */
const perHour = 10;
const listedAtMost = 200;

/** @returns the server's time of receipt; the first one where it had come before. @throws ProblemError `too-many` */
export async function keepComplaint(deps: ServerDeps, session: Session, complaint: NewComplaint): Promise<string> {
  const pool = deps.poolFor(session.district);
  const known = await pool.query<{ at: Date }>(
    'select at from complaint where district = $1 and id = $2 and by_account = $3',
    [session.district, complaint.id, session.account],
  );
  if (known.rows[0]) return isoOf(known.rows[0].at.getTime());
  const recent = await pool.query<{ count: number }>(
    'select count(*)::int as count from complaint where district = $1 and by_account = $2 and at > $3',
    [session.district, session.account, new Date(deps.now() - hourMs)],
  );
  if ((recent.rows[0]?.count ?? 0) >= perHour)
    throw new ProblemError('too-many', `at most ${perHour} complaints an hour`);
  const at = isoOf(deps.now());
  await pool.query(
    `insert into complaint (district, id, by_account, by_name, face, body, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [session.district, complaint.id, session.account, session.name, complaint.face, complaint.text, at],
  );
  return at;
}

/** Newest first, the last 200 of the district. */
export async function listComplaints(deps: ServerDeps, { district }: Session): Promise<Complaint[]> {
  const found = await deps.poolFor(district).query<Omit<Complaint, 'at'> & { at: Date }>(
    `select id, face, body as text, by_name as "byName", at from complaint
     where district = $1 order by at desc, id desc limit $2`,
    [district, listedAtMost],
  );
  return found.rows.map((row) => ({ ...row, at: isoOf(row.at.getTime()) }));
}
