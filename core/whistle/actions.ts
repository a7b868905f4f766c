/** What can be done to a whistle once it is raised; where, when and by whom is the table's. */
export const whistleActions = [
  'amend',
  'withdraw',
  'comment',
  'addPhoto',
  'support',
  'takeOn',
  'settle',
  'return',
  'resend',
  'ask',
  'tell',
  'regrid',
  'recategorise',
  'merge',
  'escalate',
] as const;
export type WhistleAction = (typeof whistleActions)[number];
