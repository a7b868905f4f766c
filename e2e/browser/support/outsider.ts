/**
 * Somebody who knows the addresses and shapes of the API and nothing of this code: plain fetch, ids and JSON by hand.
 * What breaks here breaks the scripts of others.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export type Body = Record<string, unknown>;

export interface Told {
  status: number;
  type: string;
  headers: Headers;
  body: Body;
  text: string;
}

interface SentMutation {
  seq: number;
  id: string;
  type: string;
  v: number;
  at: string;
  payload: unknown;
  base?: number;
  expects?: string;
}

export interface Answered {
  seq: number;
  id: string;
  outcome: string;
  repeated?: boolean;
  receipt?: string;
  refusal?: { code: string; detail: string };
}

/** RFC 9562, by the text of the standard: 48 bits of time, version 7, variant 10. */
export function uuid7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}`;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Wall clock of China, as a phone there would say it. */
export const chinaTime = (ms = Date.now()): string =>
  `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;

export interface Account {
  username: string;
  password: string;
  role: string;
  area: string;
}

/** `GET /api/demo/accounts`. */
export const demoAccounts = async (url: string): Promise<Account[]> =>
  (await fetch(new URL('/api/demo/accounts', url))).json() as Promise<Account[]>;

export class Outsider {
  readonly url: string;
  readonly username: string;
  readonly device = `dv_${uuid7()}`;
  cookie = '';
  who: Body = {};
  /** What the server named last; null: never asked. */
  epoch: string | null = null;
  seq = 0;

  constructor(url: string, username = '') {
    this.url = url;
    this.username = username;
  }

  static async signIn(url: string, username: string, password: string): Promise<Outsider> {
    const one = new Outsider(url, username);
    const begun = await one.json('POST', '/api/session', { username, password }, { 'x-shaodao': '1' });
    if (begun.status !== 200) throw new Error(`${username} cannot sign in: ${begun.text}`);
    one.cookie = (begun.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    one.who = begun.body;
    return one;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.url), {
      ...init,
      headers: { cookie: this.cookie, 'x-shaodao': '1', ...Object.fromEntries(new Headers(init.headers)) },
    });
  }

  /** Exactly these headers beside the cookie. */
  async json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
    const reply = await fetch(new URL(path, this.url), {
      method,
      headers: { cookie: this.cookie, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return told(reply);
  }

  get = (path: string): Promise<Told> => this.json('GET', path);
  post = (path: string, body: unknown): Promise<Told> => this.json('POST', path, body, { 'x-shaodao': '1' });

  async postGzip(path: string, body: unknown): Promise<Told> {
    const packed = new Uint8Array(gzipSync(JSON.stringify(body)));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    return told(await this.fetch(path, { method: 'POST', headers, body: packed }));
  }

  /** The next mutation of this device. */
  mutation(type: string, payload: unknown, set: Partial<SentMutation> = {}): SentMutation {
    this.seq += 1;
    return { seq: this.seq, id: uuid7(), type, v: 1, at: chinaTime(), payload, ...set };
  }

  envelope(mutations: readonly unknown[], set: Body = {}): Body {
    return { protocol: 1, epoch: this.epoch, device: this.device, mutations, ...set };
  }

  async push(mutations: readonly unknown[], set: Body = {}): Promise<Told & { results: Answered[] }> {
    const reply = await this.post('/api/sync/push', this.envelope(mutations, set));
    if (reply.status === 200) this.epoch = String(reply.body['epoch']);
    return { ...reply, results: (reply.body['results'] ?? []) as Answered[] };
  }

  /** One mutation that must be applied; its receipt. */
  async do(type: string, payload: unknown, set: Partial<SentMutation> = {}): Promise<string> {
    const { results, text } = await this.push([this.mutation(type, payload, set)]);
    const receipt = results[0]?.receipt;
    if (results[0]?.outcome !== 'applied' || receipt === undefined) throw new Error(`${type} was not applied: ${text}`);
    return receipt;
  }

  /** One mutation that must be refused; the code of the refusal. */
  async refused(type: string, payload: unknown, set: Partial<SentMutation> = {}): Promise<string> {
    const { status, results, text } = await this.push([this.mutation(type, payload, set)]);
    const [result] = results;
    if (status !== 200 || result?.outcome !== 'refused' || !result.refusal) throw new Error(`${type}: ${text}`);
    return result.refusal.code;
  }

  pull(cursors: Record<string, number> = {}, set: Body = {}): Promise<Told> {
    return this.post('/api/sync/pull', { protocol: 1, epoch: this.epoch, device: this.device, cursors, ...set });
  }

  /** Everything that this account may hold now: kind → id → row. */
  async all(): Promise<Map<string, Map<string, Body>>> {
    const rows = new Map<string, Map<string, Body>>();
    const cursors: Record<string, number> = {};
    for (let isMore = true; isMore;) {
      const reply = await this.pull(cursors);
      if (reply.status !== 200) throw new Error(`pull: ${reply.text}`);
      isMore = false;
      for (const [scope, page] of Object.entries(reply.body['scopes'] as Record<string, ScopePage>)) {
        cursors[scope] = page.to;
        isMore ||= page.more;
        for (const { kind, id, op, row } of page.changes) {
          const ofKind = rows.get(kind) ?? new Map<string, Body>();
          rows.set(kind, ofKind);
          if (op === 'put' && row) ofKind.set(id, row);
          else ofKind.delete(id);
        }
      }
    }
    return rows;
  }

  async row(kind: string, id: string): Promise<Body | undefined> {
    return (await this.all()).get(kind)?.get(id);
  }
}

export interface ScopePage {
  from: number | null;
  to: number;
  head: number;
  more: boolean;
  changes: { version: number; kind: string; id: string; op: string; row?: Body }[];
}

async function told(reply: Response): Promise<Told> {
  const text = await reply.text();
  const type = reply.headers.get('content-type') ?? '';
  return {
    status: reply.status,
    type,
    headers: reply.headers,
    text,
    body: /json/.test(type) ? (JSON.parse(text) as Body) : {},
  };
}

/** Random bytes with the head of a JPEG and nothing else of one. */
export const brokenJpeg = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(2000)]));
