/**
 * Sends complaints about the app itself. They are no mutations: each goes alone over a route of its own, and a lost
 * answer costs no more than sending the same id again. Whatever becomes of one, the records go on.
 */
import type { MadeStore } from '../local/made-store.ts';
import type { Complaint } from '../local/phone.ts';
import { outcomeOf, outcomeOfProblem, type Outcome } from './outcome.ts';
import type { Transport } from './ports.ts';

/** Those that the server has not answered, the oldest first. */
export const complaintsDue = (complaints: ReadonlyMap<string, Complaint>): Complaint[] =>
  [...complaints.values()].filter(({ answer }) => answer === null).toSorted((a, b) => (a.id < b.id ? -1 : 1));

export async function sendComplaints(made: MadeStore, transport: Pick<Transport, 'complain'>): Promise<Outcome> {
  for (const { id, face, text } of complaintsDue(made.complaints)) {
    const reply = await transport.complain({ id, face, text });
    if (reply.kind === 'ok') await answer(made, id, { kind: 'received', at: reply.body.at });
    else if (reply.kind !== 'problem') return outcomeOf(reply);
    else if (reply.problem.code === 'bad-request' || reply.problem.code === 'too-large')
      await answer(made, id, { kind: 'refused', code: reply.problem.code });
    // Ten within an hour: the rest goes with a later look, and holds up nothing else.
    else if (reply.problem.code === 'too-many') return 'done';
    else return outcomeOfProblem(reply.problem);
  }
  return 'done';
}

/** Where she took it back meanwhile there is nothing to mark. */
const answer = (made: MadeStore, id: string, said: Complaint['answer']): Promise<void> =>
  made.change(async (tx) => {
    const complaint = await tx.complaint(id);
    if (complaint) await tx.putComplaint({ ...complaint, answer: said });
  });
