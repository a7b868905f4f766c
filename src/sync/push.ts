/**
 * Sends what waits in the outbox (sync, "Protocol": push).
 *
 * Contract: before the first byte leaves, each record of the batch has its number and its frozen envelope on the
 * disk; an answer is stored in one transaction with the record's state before the next batch goes. So a crash, or
 * two flushers at once, only send the same again. The lock spares that, nothing rests on it. A request that the server
 * will not read (413, 400) is cut in halves; one record alone that it will not read is put aside, unless an empty request
 * fares no better: then it is not the record.
 */
import { makeId } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { Problem } from '../../core/protocol/problem.ts';
import { protocolVersion, pushCountLimit } from '../../core/protocol/push.ts';
import type { Given } from '../local/given.ts';
import { clampMs } from '../local/made.ts';
import type { MadeStore } from '../local/made-store.ts';
import { adoptEpoch, forkDevice, goBackTo, quarantine, storeResults, takeBatch, type Batch } from '../local/sending.ts';
import { noteContact } from './contact.ts';
import { outcomeOf, outcomeOfProblem, type Outcome } from './outcome.ts';
import type { Transport } from './ports.ts';

/** Forks, gaps and epochs in one run; more than that is a server that cannot be agreed with for now. */
const repairLimit = 8;

export async function pushOutbox(made: MadeStore, transport: Pick<Transport, 'push'>, given: Given): Promise<Outcome> {
  let count = pushCountLimit;
  let repairs = 0;
  for (;;) {
    const batch = await takeBatch(made, given.now(), count, makeId('device', given.uuid()));
    if (!batch) return 'done';
    // Saved by a page that died before it could tell: what goes is to be seen here too.
    if (batch.mutations.some(({ id }) => !made.records.has(id))) await made.reload();
    const sentMs = given.now();
    const reply = await transport.push({
      protocol: protocolVersion,
      epoch: batch.epoch,
      device: batch.device,
      sentAt: isoOf(clampMs(sentMs)),
      acked: batch.acked,
      mutations: [...batch.mutations],
    });
    if (reply.kind === 'ok') {
      await noteContact(made, sentMs, given.now(), reply.body.serverTime);
      if ((await storeResults(made, batch, reply.body)) === 0 && ++repairs > repairLimit) return 'again';
      continue;
    }
    if (reply.kind !== 'problem') return outcomeOf(reply);
    if (reply.problem.status === 413 || reply.problem.status === 400) {
      if (batch.mutations.length > 1) count = Math.ceil(batch.mutations.length / 2);
      else {
        const isTheFrame = reply.problem.status === 400 && (await isFrameRefused(batch, transport, given));
        if (isTheFrame) return outcomeOfProblem(reply.problem);
        const detail = reply.problem.status === 413 ? 'too large for the server, alone' : 'the server cannot read it';
        await quarantine(made, batch, detail, makeId('device', given.uuid()));
        count = pushCountLimit;
      }
      continue;
    }
    if (++repairs > repairLimit || !(await isMended(made, batch, reply.problem, given)))
      return outcomeOfProblem(reply.problem);
  }
}

/** Whether the server will not read, or does not answer, a request that holds nothing. */
async function isFrameRefused(batch: Batch, transport: Pick<Transport, 'push'>, given: Given): Promise<boolean> {
  const { epoch, device, acked } = batch;
  const sentAt = isoOf(clampMs(given.now()));
  const reply = await transport.push({ protocol: protocolVersion, epoch, device, sentAt, acked, mutations: [] });
  return reply.kind === 'problem' ? reply.problem.status === 400 : reply.kind !== 'ok';
}

/** @returns whether it is worth sending again at once */
async function isMended(made: MadeStore, batch: Batch, problem: Problem, given: Given): Promise<boolean> {
  switch (problem.code) {
    case 'device-forked':
      await forkDevice(made, batch.device, makeId('device', given.uuid()));
      return true;
    case 'sequence-gap':
      return goBackTo(made, batch.device, problem.expected ?? 1);
    case 'epoch-changed':
      if (problem.epoch === undefined) return false;
      await adoptEpoch(made, problem.epoch, makeId('device', given.uuid()));
      return true;
    default:
      return false;
  }
}
