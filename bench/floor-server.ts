/**
 * The practical limit: a plain HTTP server that writes whatever waits in one durable transaction. No sign-in, no rights,
 * no rules, no idempotence, no feed, no audit. Argument: a PostgreSQL connection as JSON.
 */
import { createServer } from 'node:http';
import pg from 'pg';

const client = new pg.Client(JSON.parse(process.argv[2] ?? '{}'));
await client.connect();
await client.query(
  'drop table if exists floor_record; create table floor_record (id uuid primary key, body jsonb not null)',
);

interface Waiting {
  records: { id: string }[];
  done: (fault: unknown) => void;
}
let waiting: Waiting[] = [];
let isBusy = false;

async function pump(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  while (waiting.length > 0) {
    const group = waiting.splice(0, 25);
    const records = group.flatMap((one) => one.records);
    const fault = await client
      .query(
        'insert into floor_record select id, body from unnest($1::uuid[], $2::jsonb[]) as r(id, body) on conflict (id) do nothing',
        [records.map((one) => one.id), records.map((one) => JSON.stringify(one))],
      )
      .then(
        () => null,
        (error: unknown) => error,
      );
    for (const one of group) one.done(fault);
  }
  isBusy = false;
}

const server = createServer((request, reply) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { mutations } = JSON.parse(Buffer.concat(chunks).toString()) as { mutations: { id: string }[] };
    waiting.push({
      records: mutations,
      done: (fault) => {
        reply.statusCode = fault ? 500 : 200;
        reply.setHeader('content-type', 'application/json').end(JSON.stringify({ taken: mutations.length }));
      },
    });
    void pump();
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  const address = server.address();
  console.log(`ready ${typeof address === 'object' ? address?.port : ''}`);
});
process.on('SIGTERM', () => process.exit(0));
