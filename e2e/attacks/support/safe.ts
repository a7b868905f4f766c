import { expect } from 'vitest';
import { problemShape } from '../../../core/protocol/problem.ts';
import { rowShapes } from '../../../core/protocol/row-shapes.ts';
import { rowKinds } from '../../../core/protocol/rows.ts';
import { verifyAudit } from '../../../server/audit/verify.ts';
import type { Town } from './town.ts';

/** What a reply never holds: how the server is made, or where. */
const internals =
  /node_modules|\.ts\b|\bat (?:async )?[\w.<>]+ \(|\/(?:root|home|tmp|work|var|usr)\/|\b(?:select|insert|update|delete)\b.+\b(?:from|into|set)\b|relation "|SQLSTATE|pg_|postgres|drizzle|fastify|FST_|ZodError|argon2|ECONN|undefined|\[object/i;

/** Of pages that a person reads: their refusals are pages, too. */
const isForResidents = ({ url }: Response): boolean => /^\/[tb](\/|$)/.test(new URL(url).pathname);

/** The reply is one that was meant: its status is allowed, and its body says nothing of the inside. */
export async function expectSafe(reply: Response, allowed: readonly number[], what = ''): Promise<string> {
  const body = await reply.text();
  expect([what, reply.status, reply.status < 500 || body]).toEqual([what, expect.toBeOneOf([...allowed]), true]);
  if (reply.status >= 400 && isForResidents(reply)) {
    expect([what, reply.headers.get('content-type')]).toEqual([what, 'text/html; charset=utf-8']);
    expect([what, internals.exec(body)?.[0]]).toEqual([what, undefined]);
  } else if (reply.status >= 400) {
    expect([what, reply.headers.get('content-type')]).toEqual([
      what,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(problemShape.parse(JSON.parse(body)).status).toBe(reply.status);
    expect([what, internals.exec(body)?.[0]]).toEqual([what, undefined]);
  }
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  return body;
}

export const saysNothingInside = (text: string): void => expect(internals.exec(text)?.[0]).toBeUndefined();

/** The server serves, and what it keeps is whole, whatever came. */
export async function expectHealthy({ server }: Town): Promise<void> {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const { reference } = server.fresh.database;
  const none = async (name: string, sql: string): Promise<void> =>
    expect([name, (await reference.query(sql)).rows]).toEqual([name, []]);
  await none(
    'numbers of a device are dense',
    `select d.id from device d left join mutation_result m on m.district = d.district and m.device = d.id
      group by d.district, d.id, d.last_seq
     having count(m.seq) <> d.last_seq or coalesce(max(m.seq), 0) <> d.last_seq`,
  );
  await none(
    'an id is answered for the first time once',
    `select id from mutation_result where is_first = 1 group by district, id having count(*) > 1`,
  );
  await none(
    'a head is its feed’s last version',
    `select h.scope from scope_head h join feed f on f.district = h.district and f.scope = h.scope
      group by h.district, h.scope, h.head having max(f.version) > h.head`,
  );
  for (const kind of rowKinds)
    await none(
      `the feed lists ${kind}s that are there`,
      `select f.id from feed f left join ${kind} r on r.district = f.district and r.id = f.id
        where f.kind = '${kind}' and f.op = 'put' and r.id is null`,
    );
  await none(
    'every event has its whistle, once in its line',
    `select e.whistle from event e left join whistle w on w.district = e.district and w.id = e.whistle
      group by e.district, e.whistle, w.rev, e."row"->>'order' having w.rev is null or count(*) > 1`,
  );
  await none('quarantine is empty', 'select device, seq, fault, body from quarantine');
  await none('nobody was made', `select username from account where district not in ('990106', '990107', '990100')`);
  expect(await verifyAudit(reference, [])).toMatchObject({ fault: null });
  for (const kind of rowKinds) {
    const { rows } = await reference.query<{ row: object }>(`select "row" from ${kind} where "row"->>'rev' <> ''`);
    // Rows of a person's doing; what a test put there by hand is as the test made it.
    for (const { row } of rows) expect(rowShapes[kind].parse(row)).toEqual(row);
  }
}

/** A fingerprint of all that is kept, but for what merely being asked changes. */
export async function fingerprint({ server }: Town, except: readonly string[] = []): Promise<Map<string, string>> {
  const { reference } = server.fresh.database;
  const { rows } = await reference.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const moving = ['session', 'sign_in_failure', 'link_try', ...except];
  const prints = new Map<string, string>();
  for (const { name } of rows.filter((row) => !moving.includes(row.name))) {
    const found = await reference.query<{ print: string | null }>(
      `select md5(string_agg(t::text, chr(10) order by t::text)) as print from ${name} t`,
    );
    prints.set(name, found.rows[0]?.print ?? '');
  }
  return prints;
}
