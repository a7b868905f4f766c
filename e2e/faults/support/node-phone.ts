/**
 * A phone in Node: the app's own sync and storage code over real HTTP, with a database in memory. It lives through
 * whatever happens to the server, as a phone in a pocket does, and signs in again when it is told to.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { isoOf } from '../../../core/lib/time.ts';
import { isId, makeId, uuidv7, type AccountId, type WhistleId } from '../../../core/lib/id.ts';
import { madeTables } from '../../../src/local/made.ts';
import { openMemoryKv } from '../../../src/local/memory-kv.ts';
import type { OutboxRecord, Phone } from '../../../src/local/phone.ts';
import { toldTables } from '../../../src/local/told-state.ts';
import { deviceClock, deviceRandom, webDigest } from '../../../src/sync/adapters/device.ts';
import { isMediaState, isPullReply, isPushReply, replyOf } from '../../../src/sync/adapters/wire.ts';
import { openPhone } from '../../../src/sync/open-phone.ts';
import type { Reply, Transport, Upload } from '../../../src/sync/ports.ts';
import { Outsider } from '../../browser/support/outsider.ts';

export class NodePhone {
  readonly phone: Phone;
  readonly grid: string;
  readonly raised: WhistleId[] = [];
  readonly photos: string[] = [];
  readonly #line: Line;

  private constructor(phone: Phone, grid: string, line: Line) {
    this.phone = phone;
    this.grid = grid;
    this.#line = line;
  }

  static async signIn(url: string, username: string, password: string, grid: string): Promise<NodePhone> {
    const line: Line = { url, username, password, cookie: '' };
    const who = await signInAgain(line);
    const phone = await openPhone({
      account: {
        id: idOf(who),
        username,
        name: username,
        grants: [{ role: 'worker', area: grid, from: isoOf(0), to: null }],
      },
      made: openMemoryKv(madeTables),
      told: openMemoryKv(toldTables),
      isToldShared: true,
      clock: deviceClock,
      random: deviceRandom,
      digest: webDigest,
      codec: {
        pack: async (text) => new TextEncoder().encode(text),
        unpack: async (bytes) => new TextDecoder().decode(bytes),
      },
      lock: async (_, run) => {
        await run();
        return true;
      },
      transport: transportOver(line),
    });
    // Before going out she fetches her grid.
    while (!phone.view.get('grid', grid)) await phone.sync.now();
    return new NodePhone(phone, grid, line);
  }

  /** The server stands elsewhere now. */
  moveTo(url: string): void {
    this.#line.url = url;
  }

  /** A whistle with two comments; with a photo, where asked. Saved on the phone when resolved. */
  async raise(text: string, isPhotographed = false): Promise<WhistleId> {
    const whistle = makeId('whistle', uuidv7(Date.now(), deviceRandom.bytes(10)));
    const photos = isPhotographed ? [await this.#shoot()] : [];
    const saved = await this.phone.outbox.save({
      type: 'whistle.raise',
      payload: {
        whistle,
        grid: this.grid,
        category: null,
        text,
        emergency: false,
        place: null,
        photos,
        voice: [],
        marks: [],
        household: null,
        source: 'patrol',
        occurredAt: isoOf(Date.now()),
        outOfGrid: false,
      },
      holdMs: 0,
    });
    if (!saved.ok) throw new Error(`not saved: ${saved.refusal.detail}`);
    this.raised.push(whistle);
    return whistle;
  }

  async comment(whistle: WhistleId, text: string): Promise<void> {
    const saved = await this.phone.outbox.save({ type: 'whistle.comment', payload: { whistle, text }, holdMs: 0 });
    if (!saved.ok) throw new Error(`not saved: ${saved.refusal.detail}`);
  }

  async #shoot(): Promise<string> {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const picture = sharp({ create: { width: 320, height: 240, channels: 3, background: '#888', noise } });
    const bytes = new Uint8Array(await picture.jpeg({ quality: 60 }).toBuffer());
    const thumb = new Uint8Array(await sharp(bytes).resize(120).jpeg({ quality: 60 }).toBuffer());
    const photo = { bytes, thumb, width: 320, height: 240, takenAt: isoOf(Date.now()), place: null };
    const { sha256 } = await this.phone.photos.keep(photo);
    this.photos.push(sha256);
    return sha256;
  }

  records(state?: OutboxRecord['state']): OutboxRecord[] {
    return this.phone.outbox.all().filter((record) => state === undefined || record.state === state);
  }

  /** Whether all of it, photos too, has its answer. */
  isThrough(): boolean {
    return (
      this.records().every(({ state }) => state === 'received' || state === 'refused') &&
      this.photos.every((sha256) => this.phone.photos.get(sha256)?.state === 'confirmed')
    );
  }

  /** One look at the server now, signing in where it asks for that. */
  async look(): Promise<void> {
    await this.phone.sync.now();
    if (this.phone.sync.status().condition === 'sign-in') await signInAgain(this.#line).catch(() => undefined);
  }

  /** Looks until everything is through, or throws after that time. */
  async drain(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    for (;;) {
      await this.look();
      if (this.isThrough()) return;
      if (performance.now() > until) {
        const open = this.records().filter(({ state }) => state !== 'received');
        const { condition } = this.phone.sync.status();
        throw new Error(`not through (${condition}): ${open.length} records, ${JSON.stringify(open.slice(0, 2))}`);
      }
      await pause(20);
    }
  }

  close(): Promise<void> {
    return this.phone.close();
  }
}

/** Of a session's answer. */
function idOf(who: Record<string, unknown>): AccountId {
  const { account } = who;
  const id: unknown = account !== null && typeof account === 'object' && 'id' in account ? account.id : account;
  if (typeof id !== 'string' || !isId('account', id)) throw new Error(`no account in ${JSON.stringify(who)}`);
  return id;
}

interface Line {
  url: string;
  username: string;
  password: string;
  cookie: string;
}

async function signInAgain(line: Line): Promise<Record<string, unknown>> {
  const { cookie, who } = await Outsider.signIn(line.url, line.username, line.password);
  line.cookie = cookie;
  return who;
}

async function ask(line: Line, path: string, init: RequestInit): Promise<{ response: Response; text: string } | null> {
  try {
    const response = await fetch(new URL(path, line.url), {
      ...init,
      headers: { cookie: line.cookie, 'x-shaodao': '1', ...Object.fromEntries(new Headers(init.headers)) },
      signal: AbortSignal.timeout(20_000),
    });
    return { response, text: await response.text() };
  } catch {
    return null;
  }
}

async function askJson<T>(
  line: Line,
  path: string,
  init: RequestInit,
  isBody: (body: unknown) => body is T,
): Promise<Reply<T>> {
  const answer = await ask(line, path, init);
  if (!answer) return { kind: 'lost' };
  const { status, headers } = answer.response;
  return replyOf({ status, contentType: headers.get('content-type'), text: answer.text }, isBody);
}

const post = <T>(line: Line, path: string, body: unknown, isBody: (body: unknown) => body is T): Promise<Reply<T>> =>
  askJson(
    line,
    path,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    isBody,
  );

const transportOver = (line: Line): Transport => ({
  push: (request) => post(line, '/api/sync/push', request, isPushReply),
  pull: (request) => post(line, '/api/sync/pull', request, isPullReply),
  async snapshot(url) {
    const answer = await ask(line, url, { method: 'GET' });
    if (!answer) return { kind: 'lost' };
    return answer.response.ok ? { kind: 'ok', body: new TextEncoder().encode(answer.text) } : failure(answer);
  },
  // Nobody complains of the app here.
  complain: async () => ({ kind: 'lost' }),
  upload: (upload) => uploadWhole(line, upload),
});

/** By tus in one piece; then it asks what the server holds. */
async function uploadWhole(line: Line, { sha256, size, type, bytes }: Upload): Promise<Reply<{ sha256: string }>> {
  const tus = { 'tus-resumable': '1.0.0' };
  const metadata = Object.entries({ sha256, size, type }).map(([key, value]) => `${key} ${btoa(value)}`);
  const begun = await ask(line, '/api/media', {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata.join(',') },
  });
  const there = begun?.response.headers.get('location');
  if (!begun || !there) return begun ? failure(begun) : { kind: 'lost' };
  const sent = await ask(line, new URL(there, line.url).pathname, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: bytes,
  });
  if (!sent) return { kind: 'lost' };
  if (!sent.response.ok) return failure(sent);
  if (size === 'thumb') return { kind: 'ok', body: { sha256 } };
  const state = await askJson(line, `/api/media/${sha256}/state`, {}, isMediaState);
  if (state.kind !== 'ok') return state;
  return state.body.state === 'here' ? { kind: 'ok', body: { sha256: state.body.sha256 } } : { kind: 'lost' };
}

const nobody = (body: unknown): body is never => body === nobody;
const failure = ({ response, text }: { response: Response; text: string }): Reply<never> =>
  replyOf({ status: response.status, contentType: response.headers.get('content-type'), text }, nobody);

/** Of what the phone sent: texts that no other record has. */
export const uniqueText = (what: string): string => `${what} ${randomUUID()}`;
