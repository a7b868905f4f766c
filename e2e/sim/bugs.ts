import type { Bug } from './bug.ts';
import { phoneBugs } from './phone-bugs.ts';
import { serverBugs } from './server-bugs.ts';
import { whistleBugs } from './whistle-bugs.ts';

/**
 * Planted bugs. Each has been made by somebody somewhere; the run must notice every one within a budget of seeds, or
 * it proves nothing about their absence.
 */
export const bugs: readonly Bug[] = [...serverBugs, ...phoneBugs, ...whistleBugs];
/** Each must be found within this many seeds. */
export const bugBudget = 500;
