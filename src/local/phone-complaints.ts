import { isoOf } from '../../core/lib/time.ts';
import type { Given } from './given.ts';
import { clampMs } from './made.ts';
import type { MadeStore } from './made-store.ts';
import type { Complaint, Complaints } from './phone.ts';

/** What she has against the app, kept until the administrator has it. @param onWork something may be sent now */
export const complaintsOf = (made: MadeStore, given: Given, onWork: () => void): Complaints => ({
  async save({ face, text }) {
    const complaint: Complaint = {
      id: given.uuid(),
      face,
      text,
      savedAt: isoOf(clampMs(given.now())),
      answer: null,
    };
    await made.change((tx) => tx.putComplaint(complaint));
    onWork();
    return complaint;
  },
  remove: (id) => made.change((tx) => tx.dropComplaint(id)),
  // Ids sort by age.
  all: () => [...made.complaints.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)),
  onChange: (listener) => made.changes.listen(listener),
});
