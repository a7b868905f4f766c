import { shallowRef } from 'vue';

/** Which answers were opened on this phone; kept apart for each account. A hint only: nothing is lost with it. */
const version = shallowRef(0);
const keyOf = (account: string) => `shaodao.seen-answers.${account}`;
const keepAtMost = 200;

function seenBy(account: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(account)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function isAnswerSeen(account: string, whistle: string): boolean {
  return version.value >= 0 && seenBy(account).includes(whistle);
}

export function markAnswerSeen(account: string, whistle: string): void {
  const seen = seenBy(account);
  if (seen.includes(whistle)) return;
  localStorage.setItem(keyOf(account), JSON.stringify([whistle, ...seen].slice(0, keepAtMost)));
  version.value += 1;
}
