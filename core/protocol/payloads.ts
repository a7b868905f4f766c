import * as z from 'zod/mini';
import { dayParts, helpSteps, householdKinds, needKinds } from '../household/household.ts';
import { noteLimit } from '../household/limits.ts';
import type { RefusalCode } from '../lib/result.ts';
import { visitOutcomes } from '../visit/due.ts';
import { complexities } from '../whistle/loop.ts';
import { returnReasons, whistleSources } from '../whistle/whistle.ts';
import type { loopPayloads } from './loop-payloads.ts';
import { day, gridCode, id, instant, place, sha256 } from './shapes.ts';
import { doorText, saidDoorText, saidText, text } from './text.ts';

/** One validator per mutation type. Unknown members are dropped: newer phones may say more. */
const nothing = { error: 'nothing-said' satisfies RefusalCode };
const category = z.string().check(z.regex(/^[0-9A-Za-z-]{1,16}$/));
const media = z.array(sha256).check(z.maxLength(20));

const content = {
  category: z.nullable(category),
  text: z.nullable(text()),
  emergency: z.boolean(),
  place: z.nullable(place),
  photos: media,
};
const share = z.number().check(z.gte(0), z.lte(1));
const point = z.tuple([share, share]);
const marks = z
  .array(z.object({ photo: sha256, shape: z.enum(['circle', 'arrow', 'blur']), from: point, to: point }))
  .check(z.maxLength(60));
const amendedContent = z.partial(z.object({ ...content, voice: media, marks }));
const next = z.nullable(z.object({ on: day, part: z.nullable(z.enum(dayParts)) }));

/**
 * What she saw and what she wants of one field (sync, "Merge by field"). What she saw may be what could not be written
 * now: a roster brought it in, or two notes were put together.
 */
const seen = z.nullable(z.union([text(), z.number()]));
const change = <T extends z.ZodMiniType>(value: T) => z.optional(z.object({ from: seen, to: value }));
const said = { error: 'nothing-said' satisfies RefusalCode };
const someOf = <T extends z.ZodMiniType<object>>(shape: T) =>
  shape.check(z.refine((set) => Object.values(set).some((one) => one !== undefined), said));

const name = doorText(60);
const phone = z.nullable(doorText(30));
const door = z.int().check(z.gte(-9), z.lte(200));
const room = saidDoorText(20);
const doorKind = z.enum(householdKinds);
const doorNote = doorText(noteLimit);
const birthYear = z.nullable(z.int().check(z.gte(1890), z.lte(2200)));
const sex = z.nullable(z.enum(['f', 'm']));
const relation = doorText(20);

const needOpened = z.object({
  /** Without an id of its own it gets one that follows from the mutation's. */
  need: z.optional(id('need')),
  kind: z.enum(needKinds),
  note: z._default(z.nullable(doorText(noteLimit)), null),
  until: z._default(z.nullable(day), null),
  consent: z.object({
    how: z.enum(['spoken', 'signed']),
    by: z.optional(doorText(60)),
    at: instant,
    wording: doorText(500),
  }),
});

const units = z.array(id('unit')).check(z.maxLength(20));
const proposal = z.object({
  urgency: z.enum(['U1', 'U2', 'U3', 'U4']),
  complexity: z.enum(complexities),
  lead: z.nullable(id('unit')),
  cooperators: units,
});

export const payloads = {
  'whistle.raise': z.object({
    whistle: id('whistle'),
    grid: gridCode,
    ...content,
    voice: z._default(media, []),
    marks: z._default(marks, []),
    household: z.nullable(id('household')),
    source: z._default(z.enum(whistleSources), 'patrol'),
    outOfGrid: z._default(z.boolean(), false),
    occurredAt: instant,
  }),
  'whistle.amend': z.object({
    whistle: id('whistle'),
    set: amendedContent.check(z.refine((set) => Object.keys(set).length > 0, nothing)),
  }),
  'whistle.withdraw': z.object({ whistle: id('whistle') }),
  'whistle.comment': z.object({ whistle: id('whistle'), text: saidText() }),
  'whistle.settle': z.object({ whistle: id('whistle'), text: saidText() }),
  'whistle.return': z.object({ whistle: id('whistle'), reason: z.enum(returnReasons), text: saidText() }),
  'whistle.escalate': z.object({
    whistle: id('whistle'),
    category,
    text: saidText(),
    /** The street's, with which it reports to the district. */
    proposal: z._default(z.nullable(proposal), null),
  }),
  'whistle.addPhoto': z.object({ whistle: id('whistle'), photos: media, voice: z._default(media, []) }),
  'whistle.support': z.object({ whistle: id('whistle'), text: z._default(z.nullable(text()), null) }),
  'whistle.takeOn': z.object({ whistle: id('whistle'), who: saidText(60), promisedOn: day }),
  'whistle.resend': z.object({ whistle: id('whistle'), text: saidText(), set: z._default(amendedContent, {}) }),
  /** The reporter is asked for more; while units are consulted, those named are asked for their view. */
  'whistle.ask': z.object({ whistle: id('whistle'), text: saidText(), units: z._default(units, []) }),
  'whistle.tell': z.object({ whistle: id('whistle'), text: saidText(), photos: z._default(media, []) }),
  'whistle.regrid': z.object({ whistle: id('whistle'), grid: gridCode }),
  'whistle.recategorise': z.object({ whistle: id('whistle'), category }),
  'whistle.merge': z.object({ whistle: id('whistle'), into: id('whistle') }),
  'visit.record': z.object({
    visit: id('visit'),
    household: id('household'),
    outcome: z.enum(visitOutcomes),
    note: z.nullable(doorText()),
    needs: z.array(needOpened).check(z.maxLength(10)),
    next: z._default(next, null),
    occurredAt: instant,
  }),
  'visit.amend': z.object({
    visit: id('visit'),
    household: id('household'),
    set: z
      .partial(z.object({ outcome: z.enum(visitOutcomes), note: z.nullable(doorText()), next }))
      .check(z.refine((set) => Object.keys(set).length > 0, nothing)),
  }),
  'household.add': z.object({
    household: id('household'),
    grid: gridCode,
    building: id('building'),
    unit: door,
    floor: door,
    room,
    kind: doorKind,
    name,
    phone,
    note: z._default(doorNote, ''),
  }),
  'household.amend': z.object({
    household: id('household'),
    set: someOf(
      z.object({
        unit: change(door),
        floor: change(door),
        room: change(room),
        kind: change(doorKind),
        name: change(name),
        phone: change(phone),
        note: change(doorNote),
      }),
    ),
  }),
  /** Those who moved out by name; where nobody is left, what the door is now. */
  'household.moveOut': z.object({
    household: id('household'),
    people: z.array(id('person')).check(z.maxLength(50)),
    on: day,
    kind: doorKind,
  }),
  'household.remove': z.object({ household: id('household'), reason: z.enum(['demolished', 'mistake']) }),
  'household.resolve': z.object({
    conflict: id('conflict'),
    /** `mine`, `theirs`, or another value that the field may have. */
    keep: z.nullable(z.union([doorText(noteLimit), z.number()])),
  }),
  'person.add': z.object({
    person: id('person'),
    household: id('household'),
    name: saidDoorText(60),
    birthYear,
    sex,
    phone,
    relation,
  }),
  'person.amend': z.object({
    person: id('person'),
    set: someOf(
      z.object({
        name: change(saidDoorText(60)),
        birthYear: change(birthYear),
        sex: change(sex),
        phone: change(phone),
        relation: change(relation),
      }),
    ),
  }),
  'person.remove': z.object({ person: id('person') }),
  'need.open': z.object({ household: id('household'), ...needOpened.shape, occurredAt: instant }),
  'need.amend': z.object({
    need: id('need'),
    set: someOf(z.object({ note: change(z.nullable(doorText(noteLimit))), until: change(day) })),
  }),
  'need.follow': z.object({
    need: id('need'),
    step: z.enum(helpSteps),
    text: z.nullable(doorText(noteLimit)),
    promisedFor: z.nullable(day),
  }),
  'need.end': z.object({ need: id('need') }),
  /** The needs of a household were shown on a phone on that day. */
  'need.look': z.object({ household: id('household'), day }),
};

/** Types whose rules every face carries from its first load on; those of the loop come with `loopPayloads`. */
export type BaseMutationType = keyof typeof payloads;
type AllPayloads = typeof payloads & typeof loopPayloads;
export type MutationType = keyof AllPayloads;
/** A payload as it is sent. */
export type PayloadOf<T extends MutationType> = z.input<AllPayloads[T]>;
/** What checks a payload and gives it to the rules. */
export type ValidatorOf<T extends MutationType> = z.ZodMiniType<CheckedPayloadOf<T>>;
/** A payload as rules see it, after its validator. */
export type CheckedPayloadOf<T extends MutationType> = z.output<AllPayloads[T]>;
/** A look is nobody's work: no list of records shows it, and no minute of it is sent (docs/decisions/007). */
export const isLook = (type: MutationType): boolean => type === 'need.look';
/**
 * Reserved for envelopes that only the server can open, in which any other mutation may lie: no mutation may ever be
 * called so, and until such envelopes are spoken they are refused by name.
 */
export const sealedType = 'sealed';
