import * as z from 'zod/mini';
import { clockNames } from '../whistle/clock.ts';
import { pressSteps } from '../whistle/press-steps.ts';
import { grades, handBackReasons, opinions } from '../whistle/loop.ts';
import type { LoopAction } from '../whistle/loop-actions.ts';
import { codePattern } from '../whistle/report-code.ts';
import { day, id, instant, sha256, utc, uuid } from './shapes.ts';
import { saidText, text } from './text.ts';

/** One validator per deed of the loop; the early ones are in payloads.ts, in the first load of the field's face. */
const whistle = id('whistle');
const unit = id('unit');
const units = z.array(unit).check(z.maxLength(20));
const words = saidText();
const photos = z._default(z.array(sha256).check(z.maxLength(20)), []);
const noUnit = z._default(z.nullable(unit), null);
const urgency = z.enum(['U1', 'U2', 'U3', 'U4']);
const milestones = z._default(z.array(z.object({ what: saidText(200), on: day })).check(z.maxLength(20)), []);
/** Of a resident who comes by a link; nobody else may name one. */
const voice = z._default(z.nullable(uuid), null);
/** What came of a joint meeting: its agenda, who was there, what was resolved. */
const attendance = z.array(saidText(60)).check(z.minLength(1), z.maxLength(50));
const resolution = { agenda: words, attendance, resolution: words };
/** How much each part may have is a setting of the district: the rule asks it. */
const score = z.number().check(z.gte(0), z.lte(100));
const evaluation = {
  unit,
  reportIn: score,
  plan: score,
  finish: score,
  result: score,
  text: words,
};
const reason = { whistle, reason: words };
const clockRef = { clock: z.enum(clockNames), unit: z.nullable(unit) };

export const loopPayloads = {
  'whistle.table': z.object({ whistle, text: z._default(z.nullable(text()), null) }),
  'whistle.resolveSettle': z.object({ whistle, ...resolution }),
  'whistle.resolveEscalate': z.object({ whistle, ...resolution }),
  'whistle.resolveDrop': z.object({ whistle, ...resolution, reason: words }),
  'whistle.untable': z.object(reason),
  'whistle.resume': z.object(reason),
  'whistle.sendBack': z.object(reason),
  'whistle.callStation': z.object({ whistle, unit, urgency: z.enum(['U1', 'U2', 'U3']), text: words }),
  'whistle.sound': z.object({ whistle, units: units.check(z.minLength(1)), text: words }),
  'whistle.filePapers': z.object({ whistle, category: saidText(60), grounds: words }),
  'whistle.opine': z.object({
    whistle,
    opinion: z.enum(opinions),
    whose: noUnit,
    grounds: z._default(text(), ''),
  }),
  'whistle.dispatch': z.object({
    whistle,
    lead: unit,
    cooperators: z._default(units, []),
    urgency,
    reason: z._default(z.nullable(text()), null),
  }),
  'whistle.escalateCity': z.object({ whistle, record: words }),
  'whistle.returnDistrict': z.object(reason),
  'whistle.makeLasting': z.object({ whistle, lead: unit, cooperators: z._default(units, []), document: words }),
  'whistle.check': z.object({ whistle, finding: words }),
  'whistle.windUp': z.object(reason),
  'whistle.sign': z.object({ whistle }),
  'whistle.contact': z.object({ whistle, who: saidText(60), when: instant }),
  'whistle.handBack': z.object({ whistle, reason: z.enum(handBackReasons), whose: noUnit, text: words }),
  'whistle.decideHandBack': z.object({ whistle, isAccepted: z.boolean(), owner: noUnit, reason: words }),
  'whistle.recall': z.object({ whistle, unit: noUnit, reason: words }),
  /**
   * By the unit with its plan, and with the community's code where it is shown, or later with the code alone; by the
   * community with the unit alone, to say that they were there.
   */
  'whistle.reportIn': z.object({
    whistle,
    unit: noUnit,
    plan: z._default(text(), ''),
    leader: z._default(text(60), ''),
    contact: z._default(text(60), ''),
    milestones,
    code: z._default(z.nullable(z.string().check(z.regex(codePattern))), null),
  }),
  'whistle.progress': z.object({
    whistle,
    text: z._default(text(), ''),
    photos,
    isDone: z._default(z.boolean(), false),
  }),
  'whistle.askExtension': z.object({ whistle, until: day, reason: words }),
  'whistle.agreeExtension': z.object({ whistle, isAgreed: z.boolean(), reason: z._default(text(), '') }),
  'whistle.approveExtension': z.object({ whistle, isAgreed: z.boolean(), reason: z._default(text(), '') }),
  'whistle.madeSafe': z.object({ whistle, text: words, photos }),
  'whistle.goOn': z.object({ whistle, urgency: z.enum(['U3', 'U4']) }),
  /** Without a lead: it was dissolved, and nobody took over its duties. Time alone says so. */
  'whistle.changeUnits': z.object({
    whistle,
    lead: z.nullable(unit),
    cooperators: z._default(units, []),
    reason: words,
  }),
  'whistle.claim': z.object({ whistle, text: words, photos, excused: z._default(units, []) }),
  'whistle.accept': z.object({ whistle, text: z._default(text(), ''), photos }),
  'whistle.reject': z.object({ whistle, reason: words, photos }),
  'whistle.ballot': z.object({
    whistle,
    grade: z.enum(grades),
    reason: z._default(z.nullable(text(500)), null),
    isPaper: z._default(z.boolean(), false),
    voice,
  }),
  'whistle.endSurvey': z.object({ whistle }),
  'whistle.evaluate': z.object({
    whistle,
    units: z.array(z.object(evaluation)).check(z.minLength(1), z.maxLength(20)),
    /** The weights that the form showed: where they are others by now, it is not taken. */
    weights: z.exactOptional(z.object({ reportIn: score, plan: score, finish: score, result: score })),
    isSolved: z._default(z.boolean(), true),
    /** One for each whistle that was merged into it. */
    lines: z._default(
      z.array(z.object({ whistle, isSolved: z.boolean(), text: saidText(500) })).check(z.maxLength(100)),
      [],
    ),
  }),
  'whistle.answerEvaluation': z.object({ whistle, text: words }),
  'whistle.correctEvaluation': z.object({ whistle, corrects: id('event'), ...evaluation }),
  'whistle.reopen': z.object(reason),
  'whistle.rate': z.object({
    whistle,
    grade: z.enum(grades),
    reason: z._default(z.nullable(text(500)), null),
    voice,
  }),
  'whistle.rest': z.object({ whistle }),
  'whistle.split': z.object(reason),
  'whistle.setUrgency': z.object({ whistle, urgency, reason: words }),
  /** `of`: where time presses, which clock was missed and whose turn it is to hear of it. */
  'whistle.press': z.object({
    whistle,
    text: words,
    of: z.exactOptional(z.object({ ...clockRef, dueAt: utc, step: z.enum(pressSteps) })),
  }),
  'whistle.recount': z.object({
    whistle,
    moved: z.array(z.object({ ...clockRef, from: utc, to: utc })).check(z.minLength(1), z.maxLength(100)),
  }),
  'whistle.supervise': z.object({ whistle, text: words }),
  'whistle.park': z.object({ whistle, reason: words, reviewOn: day, answer: words }),
  'whistle.unpark': z.object(reason),
};

/** A checked payload of a deed of the loop. */
export type LoopPayloadOf<A extends LoopAction> = z.output<(typeof loopPayloads)[`whistle.${A}`]>;
