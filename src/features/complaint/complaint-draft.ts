export const complaintDraftKey = 'complaint';

/** What was typed into the box and not sent; older apps kept it with an id beside it. */
export function draftedComplaint(kept: unknown): string {
  if (typeof kept === 'string') return kept;
  if (typeof kept !== 'object' || kept === null) return '';
  const { text } = kept as { text?: unknown };
  return typeof text === 'string' ? text : '';
}
