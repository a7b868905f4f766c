/** Below the messages: bombs, slow senders, too many of them, addresses and files that are not there. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectHealthy, expectSafe, saysNothingInside } from './support/safe.ts';
import { openTown, type Call, type Town } from './support/town.ts';

const limits = { headersMs: 500, requestMs: 1_500, connections: 40 };
const secret = 'SECRET-OF-THE-SERVER';
let town: Town;
let folder: string;
let wang: Call;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shaodao-attacks-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await mkdir(join(dist, '.git'));
  const files = ['secret.txt', 'dist/.env', 'dist/.git/config', 'dist/assets/index.js.map', 'package.json'];
  for (const file of files) await writeFile(join(folder, file), secret);
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>哨到</title>');
  await writeFile(join(dist, 'assets/index.js'), 'export {};');
  town = await openTown({ limits, distDir: dist });
  wang = await town.as('wangge');
});
afterEach(() => expectHealthy(town));
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (): Socket => connect(Number(new URL(town.server.url).port), '127.0.0.1');
/** All that comes until the server closes. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  try {
    for await (const chunk of socket) text += String(chunk);
  } catch {
    // Cut off: what came before it counts.
  }
  return text;
}

it('bodies that inflate to more than they may are stopped while they inflate', async () => {
  const zeros = Buffer.alloc(40 * 1024 * 1024, '0');
  const bombs: [string, Buffer][] = [
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['gzip', gzipSync(gzipSync(zeros))],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ['gzip', gzipSync(Buffer.from('{"protocol":1}')).subarray(0, 20)],
    ['identity', gzipSync(Buffer.from('{}'))],
  ];
  for (const path of ['/api/sync/push', '/api/session', '/api/complaints'])
    for (const [encoding, packed] of bombs) {
      const before = process.memoryUsage().arrayBuffers;
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding, connection: 'close' },
        body: new Uint8Array(packed),
      };
      await expectSafe(await wang(path, init), [400, 413], `${path} ${encoding}`);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    }
});

it('who sends headers or a body too slowly is told so and cut off; others are served meanwhile', async () => {
  const starts = [
    '',
    'GET / HT',
    'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
    'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"user',
    'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"use',
  ];
  const slow = starts.map((text) => {
    const socket = open();
    if (text !== '') socket.write(text);
    return heard(socket);
  });
  expect((await fetch(`${town.server.url}/healthz`)).status).toBe(200);
  const [nothing, ...told] = await Promise.all(slow);
  saysNothingInside(nothing ?? '');
  for (const text of told) expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*content-security-policy[\s\S]*"status":408/);
});

it('more connections than there may be are closed at once, and those that are open are served', async () => {
  const first = open();
  await new Promise((resolve) => first.once('connect', resolve));
  const many = Array.from({ length: 80 }, open);
  const ends = many.map(
    (socket) =>
      new Promise<boolean>((resolve) => {
        socket.on('error', () => undefined);
        socket.once('close', () => resolve(true));
        socket.once('data', () => resolve(false));
      }),
  );
  first.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await heard(first)).toMatch(/^HTTP\/1\.1 200 /);
  await Promise.race(ends);
  for (const socket of many) socket.destroy();
  expect(await Promise.all(ends)).toContain(true);
});

it('requests that two servers would read in two ways are not taken', async () => {
  const end = 'Host: localhost\r\nConnection: close\r\n';
  const smuggled = [
    `POST /api/session HTTP/1.1\r\n${end}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    `POST /api/session HTTP/1.1\r\n${end}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
    `POST /api/session HTTP/1.1\r\n${end}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    `POST /api/session HTTP/1.1\r\n${end}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    `GET /healthz HTTP/1.1\n${end}\n`,
    `GET /healthz\r\n HTTP/1.1\r\n${end}\r\n`,
    `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nX: a\u0000b\r\n\r\n`,
  ];
  for (const text of smuggled) {
    const socket = open();
    socket.write(text);
    const answer = await heard(socket);
    expect([text, answer.split('\r\n')[0]]).toEqual([text, expect.stringMatching(/^HTTP\/1\.1 400 /)]);
    saysNothingInside(answer);
  }
});

it('no file of the machine, no map, no setting, no source is served', { timeout: 30_000 }, async () => {
  const ways = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..\\',
    '..%5c',
    '....//',
    '%252e%252e%252f',
    '..;/',
    '%c0%ae%c0%ae/',
  ];
  const climbing = ways.flatMap((way) =>
    ['', 'assets/', 'field/', 'api/media/'].map((base) => `/${base}${way.repeat(3)}secret.txt`),
  );
  const named = [
    '/.env',
    '/.git/config',
    '/.git/HEAD',
    '/package.json',
    '/package-lock.json',
    '/server/index.ts',
    '/server/app.ts',
    '/assets/index.js.map',
    '/assets/',
    '/assets/..',
    '/data/database.json',
    '/database.json',
    '/photos/',
    '/uploads/',
    '//etc/passwd',
    '/etc/passwd',
    '/proc/self/environ',
    '/node_modules/',
    '/debug',
    '/metrics',
    '/status',
    '/admin.php',
    '/wp-login.php',
    '/actuator/env',
    '/server-status',
    '/api',
    '/api/',
    '/api/documentation',
    '/documentation/json',
    '/index.html%00.js',
    '/assets/index.js%00',
    '/assets/index.js/',
    '/ASSETS/index.js',
    '/__proto__',
    '/constructor',
  ];
  const page = await (await fetch(`${town.server.url}/`)).text();
  for (const path of [...climbing, ...named]) {
    // As it is: `fetch` would tidy the address.
    const socket = open();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const answer = await heard(socket);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect([path, head.split('\r\n')[0]]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (200|400|401|404|431) /)]);
    expect([path, body.includes(secret)]).toEqual([path, false]);
    if (head.startsWith('HTTP/1.1 200')) expect([path, body]).toEqual([path, page]);
    else saysNothingInside(body);
  }
});

it(
  'bytes that lie about what they are, or unfold to more than they may, are refused',
  { timeout: 60_000 },
  async () => {
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    const huge = await sharp({ create: { width: 7_000, height: 6_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const lies: [string, Buffer][] = [
      ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
      ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
      ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600)])],
      ['an archive', Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(600)])],
      [
        'a picture by its first bytes alone',
        Buffer.concat([picture.subarray(0, 20), Buffer.from('<script>alert(1)</script>')]),
      ],
      ['42 megapixels in a few bytes', huge],
      ['nothing', Buffer.from([0])],
      ['sound by its name alone', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(200, 1)])],
    ];
    for (const [what, bytes] of lies) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const named = { sha256, size: 'full', type: 'image/jpeg' };
      const metadata = Object.entries(named).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
      const tus = { 'tus-resumable': '1.0.0' };
      const begun = await wang('/api/media', {
        method: 'POST',
        headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata.join() },
      });
      await expectSafe(begun, [201], what);
      const ended = await wang(begun.headers.get('location') ?? '', {
        method: 'PATCH',
        headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
        body: new Uint8Array(bytes),
      });
      await expectSafe(ended, [415], what);
      await expectSafe(await wang(`/api/media/${sha256}`), [404], what);
    }
    for (const bad of ['../../secret', 'a'.repeat(63), 'A'.repeat(64), '..%2f..%2fsecret']) {
      const metadata = `sha256 ${Buffer.from(bad).toString('base64')},size ${Buffer.from('full').toString('base64')}`;
      const begun = await wang('/api/media', {
        method: 'POST',
        headers: { 'tus-resumable': '1.0.0', 'upload-length': '10', 'upload-metadata': metadata },
      });
      await expectSafe(begun, [400], bad);
    }
    for (const [name, value] of [
      ['tus-resumable', '0.2'],
      ['upload-metadata', 'a b c,,;'],
      ['upload-defer-length', '2'],
      ['upload-concat', 'final;/api/media/../x'],
    ] as const)
      await expectSafe(
        await wang('/api/media', {
          method: 'POST',
          headers: { 'tus-resumable': '1.0.0', 'upload-length': '9', [name]: value },
        }),
        [400, 403],
        name,
      );
    for (const length of ['-1', '1e9', '99999999999999999999', 'x', ''])
      await expectSafe(
        await wang('/api/media', { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': length } }),
        [400, 413],
        length,
      );
  },
);
