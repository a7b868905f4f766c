import { shallowRef, type ShallowRef } from 'vue';
import type { ProblemCode } from '../../../core/protocol/problem.ts';

export type SignInFault = ProblemCode | 'offline' | 'storage';

export interface SignIn {
  /** The username that is being signed in. */
  busyWith: Readonly<ShallowRef<string | null>>;
  fault: Readonly<ShallowRef<SignInFault | null>>;
  /** @param newPassword with a one-time password: the one that takes its place */
  enter: (username: string, password: string, newPassword?: string | null) => Promise<void>;
}

/** Signs in and goes where the person wanted to go, else to the face of her role. */
export function useSignIn(): SignIn {
  const busyWith = shallowRef<string | null>(null);
  const fault = shallowRef<SignInFault | null>(null);

  async function enter(username: string, password: string, newPassword: string | null = null): Promise<void> {
    if (busyWith.value !== null) return;
    busyWith.value = username;
    fault.value = null;
    try {
      const { useSession } = await import('../../live/session.ts');
      const session = useSession();
      const answer = await session.signIn(username, password, newPassword);
      if (answer.ok) location.assign(wayAfter(session.home ?? '/desk'));
      else fault.value = answer.code;
    } catch {
      fault.value = 'storage'; // the sign-in itself answers; what throws is the opening of the databases
    } finally {
      if (fault.value !== null) busyWith.value = null;
    }
  }

  return { busyWith, fault, enter };
}

/** A wanted page counts only on this site and in the face of the role. */
export function wayAfter(home: string, search = location.search): string {
  const wanted = new URLSearchParams(search).get('to');
  return wanted !== null && (wanted === home || wanted.startsWith(`${home}/`)) ? wanted : home;
}
