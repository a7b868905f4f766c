/**
 * Who works on this device. The cookie belongs to the server; what is remembered here opens the account's databases
 * without a network.
 *
 * Contract: a page has at most one account's databases open. When another tab signs in as somebody else, or the
 * server says that the session is somebody else's, this page closes its databases at once: nobody's work is sent
 * under another's name.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Role } from '../../core/org/role.ts';
import { isLook } from '../../core/protocol/payloads.ts';
import type { ProblemCode } from '../../core/protocol/problem.ts';
import type { OutboxRecord, Phone, SignedIn } from '../local/phone.ts';
import { forgetSignedIn, openBrowserPhone } from '../sync/adapters/browser-phone.ts';
import {
  forgetAccount,
  isSignOutOwed,
  onOtherAccount,
  oweSignOut,
  recoverAccount,
  rememberAccount,
  rememberedAccount,
  settleSignOut,
} from './remembered-account.ts';
import { askSession, endSession, startSession } from './session-wire.ts';

export type SignInAnswer = { ok: true } | { ok: false; code: ProblemCode | 'offline' };
export type SignOutAnswer = { ok: true } | { ok: false; unsent: number };

/** Faces by role: who walks the grid works on the phone, everybody else at the desk. */
const phoneRoles: readonly Role[] = ['worker'];
export const homeOf = (account: SignedIn): '/field' | '/desk' =>
  account.grants.some((grant) => phoneRoles.includes(grant.role)) ? '/field' : '/desk';

/** The server has not answered it. */
export const isUnanswered = (record: OutboxRecord): boolean =>
  record.state === 'held' || record.state === 'waiting' || record.state === 'sending';
/** The same of her own work: a look goes by itself and is nobody's concern. */
export const isUnsent = (record: OutboxRecord): boolean => !isLook(record.type) && isUnanswered(record);

export const useSession = defineStore('session', () => {
  const phone = shallowRef<Phone | null>(null);
  const account = shallowRef<SignedIn | null>(null);
  const home = computed(() => (account.value ? homeOf(account.value) : null));

  async function open(who: SignedIn): Promise<void> {
    await close();
    const opened = await openBrowserPhone(who);
    phone.value = opened;
    account.value = who;
    rememberAccount(who);
    followGrids(opened);
  }

  /** A grid that came or went says that a post began or ended: then who she is now is asked anew. */
  function followGrids({ view }: Phone): void {
    const gridsNow = () =>
      view
        .all('grid')
        .map(({ id }) => id)
        .toSorted()
        .join(' ');
    let known = gridsNow();
    view.onChange(() => {
      const now = gridsNow();
      if (now === known) return;
      known = now;
      if (account.value) void compareWithServer(account.value);
    });
  }

  async function close(): Promise<void> {
    const before = phone.value;
    phone.value = null;
    account.value = null;
    await before?.close();
  }

  onOtherAccount(
    () => account.value,
    () => {
      if (account.value) void close();
    },
  );

  async function signIn(username: string, password: string, newPassword: string | null = null): Promise<SignInAnswer> {
    const answer = await startSession(username, password, newPassword);
    switch (answer.kind) {
      case 'offline':
        return { ok: false, code: 'offline' };
      case 'problem':
        return { ok: false, code: answer.code };
      case 'account':
        await open(answer.account);
        return { ok: true };
    }
  }

  /** Opens the remembered account's databases, network or not. `false`: nobody is remembered here. */
  async function resume(): Promise<boolean> {
    if (phone.value) return true;
    if (isSignOutOwed() && (await endSession())) settleSignOut();
    await recoverAccount();
    const who = rememberedAccount();
    if (!who) return false;
    await open(who);
    void compareWithServer(who);
    return true;
  }

  /** An ended session changes nothing here: work goes on, and the sync status asks for a sign-in. */
  async function compareWithServer(who: SignedIn): Promise<void> {
    const answer = await askSession();
    if (answer.kind !== 'account' || account.value?.id !== who.id) return;
    if (answer.account.id !== who.id) return close();
    rememberAccount(answer.account);
    if (JSON.stringify(answer.account.grants) === JSON.stringify(who.grants)) return;
    phone.value?.renewGrants(answer.account.grants);
    account.value = answer.account;
  }

  /**
   * Refused while something is unsent, unless asked to go all the same: it stays in this account's database and
   * goes when the account signs in here again.
   */
  async function signOut(options: { evenUnsent?: boolean } = {}): Promise<SignOutAnswer> {
    const records = phone.value?.outbox.all().filter(isUnsent).length ?? 0;
    const complaints = phone.value?.complaints.all().filter(({ answer }) => answer === null).length ?? 0;
    const unsent = records + complaints;
    if (unsent > 0 && options.evenUnsent !== true) return { ok: false, unsent };
    await close();
    forgetAccount();
    // The service worker leaves this account's outbox alone; a failure costs it one request that is refused.
    await forgetSignedIn().catch(() => undefined);
    oweSignOut();
    if (await endSession()) settleSignOut();
    return { ok: true };
  }

  return { account, phone, home, signIn, resume, signOut };
});
