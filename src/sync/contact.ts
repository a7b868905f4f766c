import { isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import type { MadeStore } from '../local/made-store.ts';

/** Smaller differences are the network's, and not worth a write. */
const jitterMs = 2000;

/** The server was reached: what its clock said, and by how much this phone's differs (half-way between asking and answer). */
export async function noteContact(
  made: MadeStore,
  askedMs: number,
  answeredMs: number,
  serverTime: Iso,
): Promise<void> {
  const clockErrorMs = Math.round((askedMs + answeredMs) / 2 - msOf(serverTime));
  const { clockErrorMs: before, contactAt } = made.state;
  const isNews = before === null || Math.abs(before - clockErrorMs) > jitterMs;
  const isNewer = contactAt === null || contactAt.slice(0, 16) < serverTime.slice(0, 16);
  if (!isNews && !isNewer) return;
  await made.change(async (tx) => {
    const state = await tx.state();
    const latest = state.contactAt === null || state.contactAt < serverTime ? isoOf(msOf(serverTime)) : state.contactAt;
    await tx.putState({ ...state, clockErrorMs: isNews ? clockErrorMs : state.clockErrorMs, contactAt: latest });
  });
}
