/** Rules beyond the table that a command may break; each has words on the screens and a test that breaks it. */
export const ruleIds = [
  'plan-needed', // a report-in without plan, leader or contact
  'milestones-needed', // U4 without milestones
  'day-past', // a day that has passed
  'extension-none', // no more extensions at this urgency
  'extension-too-long', // beyond one more term
  'extension-not-asked',
  'extension-not-agreed', // the community comes first
  'hand-back-late',
  'hand-back-once',
  'hand-back-none', // U1 is never handed back
  'hand-back-not-asked',
  'owner-needed', // the second one is final: its owner is named
  'consult-first', // an asked unit has not answered and its time runs
  'ask-first', // nobody was asked, and the urgency does not allow to skip it
  'objection-reason', // against an objection: why
  'grounds-needed', // another unit or an objection: by which duty
  'one-lead', // a unit stands twice
  'unit-dissolved',
  'station-elsewhere', // not a branch of this street
  'not-urgent', // sounding needs an emergency
  'answer-first', // the dispatcher sounds it where the answer was missed
  'proposal-needed',
  'cooperators-open', // a claim while a cooperator is neither done nor excused
  'evidence-needed',
  'code-locked', // too many wrong codes: the community confirms by touch
  'not-reported', // progress before the report-in
  'survey-too-few',
  'ballot-once',
  'rate-once',
  'own-voice', // a resident with a link speaks with its voice, and nobody else does
  'evaluate-each', // lead and each cooperator, each once
  'score-too-high', // more points than the part has by the settings
  'weights-changed', // the weights are others than the form showed
  'answer-once',
  'no-such-evaluation',
  'reopen-late',
  'no-former-lead',
  'not-safe-yet',
  'not-an-emergency',
  'already-done',
  'agreement-first',
  'wrong-level', // up from the district, down from the city
  'other-desk', // merged or parked at another desk
  'not-yet', // before its day
  'papers-none', // nothing was sounded, or its papers wait no more
  'line-each', // one line for each whistle that is merged into it
  'target-open', // what it was merged into has not ended
] as const;
export type RuleId = (typeof ruleIds)[number];
