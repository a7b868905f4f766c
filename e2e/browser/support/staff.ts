/** The demo's accounts, and a staff member who asks the server directly, as a script would. */
import type { PullReply } from '../../../core/protocol/pull.ts';
import type { KindRow, RowByKind, RowKind } from '../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { PushReply } from '../../../core/protocol/push.ts';
import { randomBytes } from 'node:crypto';
import { makeId, uuidv7, type DeviceId } from '../../../core/lib/id.ts';

export interface DemoAccount {
  username: string;
  password: string;
  role: string;
  area: string;
}

export const newUuid = (): string => uuidv7(Date.now(), randomBytes(10));

export async function accountsOf(url: string): Promise<DemoAccount[]> {
  return (await fetch(`${url}/api/demo/accounts`)).json() as Promise<DemoAccount[]>;
}

export async function demoAccount(url: string, username: string): Promise<DemoAccount> {
  const found = (await accountsOf(url)).find((one) => one.username === username);
  if (!found) throw new Error(`the demo has no ${username}`);
  return found;
}

/** The account of a street or other area above a grid or community. */
export async function accountOver(url: string, role: string, area: string): Promise<DemoAccount> {
  const found = (await accountsOf(url)).find((one) => one.role === role && area.startsWith(one.area));
  if (!found) throw new Error(`the demo has no ${role} over ${area}`);
  return found;
}

/** A worker whom no other journey uses, with the clerk of her community. */
export async function workerAndClerk(url: string, nth: number): Promise<{ worker: DemoAccount; clerk: DemoAccount }> {
  const all = await accountsOf(url);
  const worker = all.filter(({ role }) => role === 'worker')[nth];
  const clerk = all.find(({ role, area }) => role === 'community' && worker?.area.startsWith(area));
  if (!worker || !clerk) throw new Error(`the demo has no worker ${nth} with a clerk`);
  return { worker, clerk };
}

export class Staff {
  readonly url: string;
  readonly device: DeviceId = makeId('device', newUuid());
  #cookie = '';
  constructor(url: string) {
    this.url = url;
  }

  static async signIn(url: string, { username, password }: DemoAccount): Promise<Staff> {
    const staff = new Staff(url);
    const reply = await staff.post('/api/session', { username, password });
    staff.#cookie = (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    return staff;
  }

  post(path: string, body: unknown): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shaodao': '1', cookie: this.#cookie },
      body: JSON.stringify(body),
    });
  }

  get(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: { cookie: this.#cookie } });
  }

  /** Any other request under this session. */
  ask(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('x-shaodao', '1');
    headers.set('cookie', this.#cookie);
    return fetch(this.url + path, { ...init, headers });
  }

  async push(mutations: readonly object[], set: object = {}): Promise<{ status: number; body: PushReply }> {
    const reply = await this.post('/api/sync/push', {
      protocol: 1,
      epoch: null,
      device: this.device,
      mutations,
      ...set,
    });
    return { status: reply.status, body: (await reply.json()) as PushReply };
  }

  /** One deed from a device of its own. @returns what became of it */
  async does(type: string, payload: object): Promise<PushReply['results'][number] | undefined> {
    const mutation = { seq: 1, id: newUuid(), type, v: 1, at: new Date().toISOString(), payload };
    const { body } = await this.push([mutation], { device: makeId('device', newUuid()) });
    return body.results[0];
  }

  /** Everything of one kind that this account may hold now. */
  async rows<K extends RowKind>(kind: K): Promise<RowByKind[K][]> {
    const held = await this.#held();
    return held.filter((entry) => entry.kind === kind).map((entry) => entry.row as RowByKind[K]);
  }

  /** One whistle as a desk above the community reads it; undefined: not here yet. */
  async whistle(id: string): Promise<WhistleRow | undefined> {
    const reply = await this.get(`/api/desk/whistles/${id}`);
    return reply.ok ? ((await reply.json()) as { whistle: WhistleRow }).whistle : undefined;
  }

  async kinds(): Promise<Set<RowKind>> {
    return new Set((await this.#held()).map(({ kind }) => kind));
  }

  async #held(): Promise<KindRow[]> {
    const { scopes } = (await (await this.get('/api/session')).json()) as { scopes: string[] };
    const cursors = Object.fromEntries(scopes.map((scope) => [scope, 0]));
    const found = new Map<string, KindRow>();
    for (let isMore = true; isMore;) {
      const reply = (await (
        await this.post('/api/sync/pull', { protocol: 1, epoch: null, device: this.device, cursors })
      ).json()) as PullReply;
      isMore = false;
      for (const [scope, page] of Object.entries(reply.scopes)) {
        if (!page) continue;
        cursors[scope] = page.to;
        isMore ||= page.more;
        for (const change of page.changes) {
          const key = `${scope} ${change.kind} ${change.id}`;
          // What moved to another grid goes from one scope and comes in the other.
          if (change.op === 'put') found.set(key, change);
          else found.delete(key);
        }
      }
    }
    return [...found.values()];
  }
}
