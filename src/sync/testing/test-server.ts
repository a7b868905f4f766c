/** A server of the protocol's rules, small enough to read: rows are what tests put in, a push only takes numbers. */
import type { DeviceId } from '../../../core/lib/id.ts';
import type { RefusalCode } from '../../../core/lib/result.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { Scope } from '../../../core/org/scope.ts';
import type { Problem, ProblemCode } from '../../../core/protocol/problem.ts';
import type { Change, PullReply, PullRequest, ScopePage } from '../../../core/protocol/pull.ts';
import type { Mutation, MutationResult, PushReply, PushRequest } from '../../../core/protocol/push.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import type { Complaint } from '../../local/phone.ts';
import { snapshotOf, snapshotUrl } from '../../../core/protocol/snapshot.ts';
import type { Reply, Transport, Upload } from '../ports.ts';

export const problem = (status: number, code: ProblemCode, more: Partial<Problem> = {}): Reply<never> => ({
  kind: 'problem',
  problem: { type: 'about:blank', title: code, status, code, detail: code, ...more },
});

/** Tells texts apart, and no more. */
export const testDigest = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('hex').padStart(64, '0').slice(-64);

/** What a test lets happen to a request instead of, or after, the server's own answer. */
export type Fault<Request, Body> = (request: Request, answer: () => Reply<Body>) => Reply<Body> | Promise<Reply<Body>>;

type SentComplaint = Pick<Complaint, 'id' | 'face' | 'text'>;

export class TestServer implements Transport {
  epoch = 'epoch-1';
  nowMs: number;
  pageRows = 500;
  /** Whether there are snapshots; else pages alone. */
  hasSnapshots = false;
  readonly devices = new Map<DeviceId, number>();
  /** Everything applied or refused, in order. */
  readonly log: { device: DeviceId; mutation: Mutation }[] = [];
  readonly results = new Map<string, MutationResult>();
  readonly feeds = new Map<Scope, Change[]>();
  readonly left = new Set<Scope>();
  readonly pushes: PushRequest[] = [];
  readonly pulls: PullRequest[] = [];
  readonly uploads: Upload[] = [];
  readonly complaints: SentComplaint[] = [];
  /** Snapshots that were offered, by their address. */
  readonly snapshots = new Map<string, string>();
  readonly fetched: string[] = [];
  refuses: (mutation: Mutation) => boolean = () => false;
  refusal: RefusalCode = 'not-found';
  onPush: Fault<PushRequest, PushReply> = (_, answer) => answer();
  onPull: Fault<PullRequest, PullReply> = (_, answer) => answer();
  onComplaint: Fault<SentComplaint, { at: Iso }> = (_, answer) => answer();
  onUpload: Fault<Upload, { sha256: string }> = (_, answer) => answer();
  onSnapshot: Fault<string, Uint8Array<ArrayBuffer>> = (_, answer) => answer();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  async push(request: PushRequest): Promise<Reply<PushReply>> {
    const sent = structuredClone(request);
    this.pushes.push(sent);
    return this.onPush(sent, () => this.#answerPush(sent));
  }

  async pull(request: PullRequest): Promise<Reply<PullReply>> {
    const sent = structuredClone(request);
    this.pulls.push(sent);
    return this.onPull(sent, () => this.#answerPull(sent));
  }

  async complain(complaint: SentComplaint): Promise<Reply<{ at: Iso }>> {
    this.complaints.push({ ...complaint });
    return this.onComplaint(complaint, () => ({ kind: 'ok', body: { at: isoOf(this.nowMs) } }));
  }

  async snapshot(url: string, onProgress: (bytes: number) => void): Promise<Reply<Uint8Array<ArrayBuffer>>> {
    this.fetched.push(url);
    return this.onSnapshot(url, () => {
      const text = this.snapshots.get(url);
      if (text === undefined) return problem(404, 'not-found');
      const body = new TextEncoder().encode(text);
      onProgress(Math.floor(body.length / 2));
      onProgress(body.length);
      return { kind: 'ok', body };
    });
  }

  async upload(upload: Upload, onProgress: (sentBytes: number) => void): Promise<Reply<{ sha256: string }>> {
    this.uploads.push(upload);
    return this.onUpload(upload, () => {
      onProgress(upload.bytes.length);
      return { kind: 'ok', body: { sha256: upload.sha256 } };
    });
  }

  /** A change in a scope, as a commit of the server makes it. */
  tell(scope: Scope, ...rows: KindRow[]): void {
    for (const { kind, row } of rows)
      this.#add(scope, (version) => ({ version, kind, id: row.id, op: 'put', row }) as Change);
  }

  untell(scope: Scope, kind: KindRow['kind'], id: string): void {
    this.#add(scope, (version) => ({ version, kind, id, op: 'leave' }));
  }

  /** Back to an earlier state: what was answered since is gone, and it says so by a new epoch. */
  restore(epoch: string, keep: number): void {
    this.epoch = epoch;
    for (const { device, mutation } of this.log.splice(keep)) {
      this.results.delete(mutation.id);
      this.devices.set(device, Math.min(this.devices.get(device) ?? 0, mutation.seq - 1));
    }
  }

  #add(scope: Scope, change: (version: number) => Change): void {
    const feed = this.feeds.get(scope) ?? [];
    this.feeds.set(scope, [...feed, change((feed.at(-1)?.version ?? 0) + 1)]);
  }

  #isOtherEpoch(epoch: string | null, device: DeviceId): boolean {
    return epoch === null ? this.devices.has(device) : epoch !== this.epoch;
  }

  #answerPush(request: PushRequest): Reply<PushReply> {
    const { device, epoch, mutations } = request;
    const held = this.devices.get(device) ?? 0;
    if (this.#isOtherEpoch(epoch, device)) return problem(409, 'epoch-changed', { epoch: this.epoch, lastSeq: held });
    let last = held;
    for (const { seq, id } of mutations) {
      const known = this.log.find((one) => one.device === device && one.mutation.seq === seq);
      if (known && known.mutation.id !== id) return problem(409, 'device-forked');
      if (seq > last + 1) return problem(409, 'sequence-gap', { expected: last + 1 });
      last = Math.max(last, seq);
    }
    const results = mutations.map((mutation) => this.#answerOne(device, mutation));
    return { kind: 'ok', body: { results, epoch: this.epoch, serverTime: isoOf(this.nowMs) } };
  }

  #answerOne(device: DeviceId, mutation: Mutation): MutationResult {
    const { seq, id } = mutation;
    const isNew = seq > (this.devices.get(device) ?? 0);
    if (isNew) {
      this.devices.set(device, seq);
      this.log.push({ device, mutation });
    }
    const known = this.results.get(id);
    if (known) return { ...known, seq, repeated: true };
    const result: MutationResult = this.refuses(mutation)
      ? { seq, id, outcome: 'refused', refusal: { code: this.refusal, detail: 'no such whistle' } }
      : { seq, id, outcome: 'applied', receipt: `261118-${String(this.results.size + 1).padStart(5, '0')}-1` };
    this.results.set(id, result);
    return result;
  }

  #snapshotPage(scope: Scope, feed: readonly Change[], head: number): ScopePage {
    const rows = new Map<string, KindRow>();
    for (const change of feed) {
      const key = `${change.kind} ${change.id}`;
      if (change.op === 'put') rows.set(key, { kind: change.kind, row: change.row } as KindRow);
      else rows.delete(key);
    }
    const text = JSON.stringify(snapshotOf(scope, head, [...rows.values()]));
    const url = snapshotUrl(scope, 'W', head);
    this.snapshots.set(url, text);
    const bytes = new TextEncoder().encode(text);
    const snapshot = { url, bytes: bytes.length, rows: rows.size, sha256: testDigest(bytes) };
    return { from: null, to: head, head, more: true, changes: [], snapshot };
  }

  #answerPull(request: PullRequest): Reply<PullReply> {
    const lastSeq = this.devices.get(request.device) ?? 0;
    if (this.#isOtherEpoch(request.epoch, request.device))
      return problem(409, 'epoch-changed', { epoch: this.epoch, lastSeq });
    const scopes: PullReply['scopes'] = {};
    for (const [scope, feed] of this.feeds) {
      if (this.left.has(scope)) continue;
      const from = request.cursors[scope] ?? null;
      const rest = feed.filter((change) => change.version > (from ?? 0));
      const changes = rest.slice(0, this.pageRows);
      const head = feed.at(-1)?.version ?? 0;
      const more = changes.length < rest.length;
      if (more && from === null && this.hasSnapshots && request.accept?.includes('snapshot')) {
        scopes[scope] = this.#snapshotPage(scope, feed, head);
        continue;
      }
      scopes[scope] = { from, to: more ? (changes.at(-1)?.version ?? 0) : head, head, more, changes };
    }
    const left = [...this.left].filter((scope) => scope in request.cursors);
    return { kind: 'ok', body: { epoch: this.epoch, serverTime: isoOf(this.nowMs), lastSeq, scopes, left, reset: [] } };
  }
}
