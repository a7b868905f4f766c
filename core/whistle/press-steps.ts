/** Who hears of a missed clock, one after another: its holder, after a fifth of the term the superior, then the supervision board. */
export const pressSteps = ['holder', 'superior', 'board'] as const;
export type PressStep = (typeof pressSteps)[number];
