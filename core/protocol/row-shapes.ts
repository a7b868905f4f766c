/**
 * The rows of a pull as shapes: what the description of the API says of them. The server does not run them over what it
 * sends, and a phone takes rows as they come; that they say what rows are is held by the types below and by a test.
 */
import * as z from 'zod/mini';
import {
  dayParts,
  helpSteps,
  householdFields,
  householdKinds,
  needFields,
  needKinds,
  personFields,
} from '../household/household.ts';
import { visitOutcomes } from '../visit/due.ts';
import { whistleActions } from '../whistle/actions.ts';
import { clockNames } from '../whistle/clock.ts';
import { loopActions, type LoopAction } from '../whistle/loop-actions.ts';
import { complexities, grades, handBackReasons, opinions, ownDesks } from '../whistle/loop.ts';
import { unitKinds } from '../org/unit.ts';
import { returnReasons, whistleSources, type LoopHappening } from '../whistle/whistle.ts';
import { whistleStages } from '../whistle/stage.ts';
import { loopPayloads } from './loop-payloads.ts';
import { rowKinds, type RowByKind, type RowKind } from './rows.ts';
import { settingsShape, termShape, weightsShape } from './settings-shape.ts';
import { day, gridCode, id, place, sha256, utc } from './shapes.ts';

const rev = z.int();
const lngLat = z.tuple([z.number(), z.number()]);
const line = z.array(lngLat);
const share = z.tuple([z.number(), z.number()]);
const by = { by: id('account'), byName: z.string(), at: utc };
const lastChange = { ...by, rev, action: z.enum(['raise', ...whistleActions, ...loopActions]) };
const edit = z.object(by);
const someEdit = z.exactOptional(edit);
const editsOf = <F extends string>(fields: readonly F[]) =>
  z.object(Object.fromEntries(fields.map((field) => [field, someEdit])) as Record<F, typeof someEdit>);
const clash = [...householdFields, ...personFields, ...needFields] as const;

const content = {
  category: z.nullable(z.string()),
  text: z.nullable(z.string()),
  emergency: z.boolean(),
  place: z.nullable(place),
  photos: z.array(sha256),
  voice: z.array(sha256),
  marks: z.array(z.object({ photo: sha256, shape: z.enum(['circle', 'arrow', 'blur']), from: share, to: share })),
};
const set = z.object({
  category: z.exactOptional(content.category),
  text: z.exactOptional(content.text),
  emergency: z.exactOptional(content.emergency),
  place: z.exactOptional(content.place),
  photos: z.exactOptional(content.photos),
  voice: z.exactOptional(content.voice),
  marks: z.exactOptional(content.marks),
});
const side = z.object({ ...by, value: z.nullable(z.union([z.string(), z.number()])) });
const happened = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });
const text = z.string();
const supporters = z.array(edit);

const grade = z.enum(grades);
const voice = z.nullable(text);
const unit = id('unit');
const mine = z.object(by);
const plan = {
  plan: text,
  leader: text,
  contact: text,
  milestones: z.array(z.object({ what: text, on: day })),
};
const order = z.object({
  unit,
  isLead: z.boolean(),
  orderedAt: utc,
  signed: z.nullable(mine),
  contacted: z.nullable(z.object({ ...by, who: text, when: utc })),
  reported: z.nullable(z.object({ ...by, ...plan })),
  confirmedAt: z.nullable(utc),
  codeTries: z.number(),
  codeAt: z.nullable(utc),
  seen: z.nullable(z.object({ ...by, isClockGood: z.boolean() })),
  progressAt: z.nullable(utc),
  done: z.nullable(z.object({ ...by, isExcused: z.boolean() })),
  ended: z.nullable(z.object({ ...by, how: z.enum(['handedBack', 'recalled', 'replaced']), reason: text })),
});
const loop = z.object({
  level: z.enum(['district', 'city']),
  where: z.nullable(
    z.object({
      building: text,
      entrances: z.number(),
      door: z.nullable(z.object({ unit: z.number(), room: text })),
    }),
  ),
  isUrgencySet: z.boolean(),
  proposal: z.nullable(
    z.object({
      ...by,
      urgency: z.enum(['U1', 'U2', 'U3', 'U4']),
      complexity: z.enum(complexities),
      lead: z.nullable(unit),
      cooperators: z.array(unit),
      why: text,
    }),
  ),
  consults: z.array(
    z.object({
      unit,
      askedAt: utc,
      answer: z.nullable(z.object({ ...by, opinion: z.enum(opinions), whose: z.nullable(unit), grounds: text })),
    }),
  ),
  orders: z.array(order),
  handBack: z.nullable(z.object({ ...by, unit, reason: z.enum(handBackReasons), whose: z.nullable(unit), text })),
  handBacks: z.number(),
  extension: z.nullable(z.object({ ...by, until: day, reason: text, agreed: z.nullable(mine) })),
  extensions: z.number(),
  claim: z.nullable(z.object({ ...by, text, photos: z.array(sha256) })),
  ballots: z.array(z.object({ ...by, grade, reason: z.nullable(text), isPaper: z.boolean(), voice })),
  evaluations: z.array(
    z.object({
      ...by,
      id: text,
      unit,
      reportIn: z.number(),
      plan: z.number(),
      finish: z.number(),
      result: z.number(),
      text,
      weights: z.exactOptional(weightsShape),
      answer: z.nullable(z.object({ ...by, text })),
      corrects: z.nullable(text),
    }),
  ),
  reworks: z.number(),
  isSupervised: z.boolean(),
  rates: z.array(z.object({ ...by, grade, voice })),
  parking: z.nullable(z.object({ ...by, reason: text, reviewOn: day, cameFrom: z.enum(whistleStages) })),
  mechanism: z.nullable(
    z.object({ ...by, lead: unit, cooperators: z.array(unit), document: text, isAgreed: z.boolean() }),
  ),
  isReopened: z.boolean(),
  mergedFrom: z.nullable(z.enum(whistleStages)),
  mergedAs: z.exactOptional(z.enum(ownDesks)),
  joined: z.array(z.object({ whistle: id('whistle'), grid: text })),
  lines: z.array(z.object({ whistle: id('whistle'), isSolved: z.boolean(), text })),
  papers: z.nullable(z.object({ ...by, category: text, grounds: text })),
});

/** A deed of the loop as it was said, without the whistle's id; instants as they leave the server. */
const saidShape = (action: LoopAction) => {
  const shape = z.omit(loopPayloads[`whistle.${action}`], {
    whistle: true,
  });
  return action === 'contact' ? z.extend(shape, { when: utc }) : shape;
};
const didShapes = loopActions.map((action) =>
  z.object({ type: z.literal('whistle-did'), action: z.literal(action), said: saidShape(action) }),
) as unknown as [z.ZodMiniType<LoopHappening>];

export const rowShapes = {
  area: z.object({
    id: text,
    rev,
    level: z.enum(['city', 'district', 'street', 'community']),
    parent: z.nullable(text),
    name: text,
  }),
  category: z.object({
    id: text,
    rev,
    classZh: text,
    classEn: text,
    zh: text,
    en: text,
    lead: text,
    leadZh: text,
    helping: z.array(text),
    urgency: text,
    limitNote: text,
    retiredAt: z.exactOptional(utc),
  }),
  unit: z.object({
    id: id('unit'),
    rev,
    kind: z.enum(unitKinds),
    name: text,
    code: z.nullable(text),
    area: text,
    endedAt: z.nullable(utc),
    successor: z.nullable(id('unit')),
  }),
  settings: z.object({
    id: text,
    rev,
    versions: z.array(z.object({ version: z.int(), from: utc, settings: settingsShape })),
  }),
  grid: z.object({ id: gridCode, rev, name: text, community: text, boundary: line }),
  basemap: z.object({
    id: gridCode,
    rev,
    grid: gridCode,
    roads: z.array(z.object({ name: text, class: z.enum(['arterial', 'street', 'lane']), line })),
    water: z.array(line),
    green: z.array(line),
    around: z.array(line),
    borders: z.array(line),
  }),
  building: z.object({
    id: id('building'),
    rev,
    grid: gridCode,
    name: text,
    kind: z.enum(['walkup', 'highrise', 'house', 'shops', 'public']),
    walk: z.number(),
    units: z.number(),
    floors: z.number(),
    doors: z.number(),
    footprint: line,
    centre: lngLat,
  }),
  household: z.object({
    id: id('household'),
    rev,
    grid: gridCode,
    building: id('building'),
    unit: z.number(),
    floor: z.number(),
    room: text,
    kind: z.enum(householdKinds),
    name: text,
    phone: z.nullable(text),
    note: text,
    keys: text,
    needsHelp: z.boolean(),
    visitEveryDays: z.nullable(z.number()),
    lastVisitAt: z.nullable(utc),
    lastOutcome: z.nullable(z.enum(visitOutcomes)),
    visitDueOn: z.nullable(day),
    visitDuePart: z.nullable(z.enum(dayParts)),
    edits: editsOf(householdFields),
  }),
  person: z.object({
    id: id('person'),
    rev,
    grid: gridCode,
    household: id('household'),
    name: text,
    birthYear: z.nullable(z.number()),
    sex: z.nullable(z.enum(['f', 'm'])),
    phone: z.nullable(text),
    relation: text,
    keys: text,
    edits: editsOf(personFields),
  }),
  need: z.object({
    id: id('need'),
    rev,
    grid: gridCode,
    household: id('household'),
    kind: z.enum(needKinds),
    note: z.nullable(text),
    until: day,
    consent: z.object({ how: z.enum(['spoken', 'signed']), by: text, at: utc, wording: text }),
    openedBy: id('account'),
    openedAt: utc,
    step: z.enum(helpSteps),
    steps: z.array(z.object({ ...by, step: z.enum(helpSteps), text: z.nullable(text), promisedFor: z.nullable(day) })),
    edits: editsOf(needFields),
  }),
  conflict: z.object({
    id: id('conflict'),
    rev,
    grid: gridCode,
    household: id('household'),
    on: z.union([
      z.object({ kind: z.literal('household'), id: id('household') }),
      z.object({ kind: z.literal('person'), id: id('person') }),
      z.object({ kind: z.literal('need'), id: id('need') }),
    ]),
    field: z.enum(clash),
    mine: side,
    theirs: side,
  }),
  entry: z.object({
    id: id('event'),
    rev,
    grid: gridCode,
    household: id('household'),
    ...by,
    what: z.discriminatedUnion('type', [
      happened('household-added', {}),
      happened('household-amended', { fields: z.array(z.enum(householdFields)) }),
      happened('moved-out', { on: day, people: z.number(), isEmpty: z.boolean() }),
      happened('person-added', {}),
      happened('person-amended', { fields: z.array(z.enum(personFields)) }),
      happened('person-removed', {}),
      happened('conflict-resolved', { field: z.enum([...householdFields, ...personFields]) }),
    ]),
  }),
  /** Kept on the server alone; no pull carries it. */
  seen: z.object({
    id: text,
    rev,
    grid: gridCode,
    household: id('household'),
    on: day,
    by: id('account'),
    byName: text,
  }),
  visit: z.object({
    id: id('visit'),
    rev,
    grid: gridCode,
    household: id('household'),
    outcome: z.enum(visitOutcomes),
    note: z.nullable(text),
    needs: z.array(id('need')),
    occurredAt: utc,
    recordedAt: utc,
    by: id('account'),
    byName: text,
    isAmended: z.boolean(),
  }),
  whistle: z.object({
    ...content,
    id: id('whistle'),
    rev,
    grid: gridCode,
    stage: z.enum(whistleStages),
    household: z.nullable(id('household')),
    source: z.enum(whistleSources),
    outOfGrid: z.boolean(),
    urgency: z.nullable(z.enum(['U1', 'U2', 'U3', 'U4'])),
    raisedAt: utc,
    occurredAt: utc,
    raisedBy: id('account'),
    raisedByName: text,
    clocks: z.array(
      z.object({
        name: z.enum(clockNames),
        unit: z.nullable(id('unit')),
        state: z.enum(['running', 'paused', 'met', 'missed', 'stopped']),
        startedAt: utc,
        dueAt: utc,
        endedAt: z.nullable(utc),
        pausedAt: z.nullable(utc),
        movedFrom: z.exactOptional(z.array(utc)),
        pressed: z.exactOptional(z.array(z.object({ at: utc, dueAt: utc }))),
        term: termShape,
        isProvisional: z.boolean(),
      }),
    ),
    answer: z.nullable(z.object({ ...by, text, reason: z.nullable(z.enum(returnReasons)) })),
    own: z.nullable(z.object({ who: text, promisedOn: day })),
    question: z.nullable(z.object({ ...by, text })),
    mergedInto: z.nullable(id('whistle')),
    loop: z.nullable(loop),
    supporters,
    changed: z.object({ ...lastChange, others: z.exactOptional(z.nullable(z.object(lastChange))) }),
  }),
  event: z.object({
    id: id('event'),
    rev,
    order: z.number(),
    grid: gridCode,
    whistle: id('whistle'),
    ...by,
    happening: z.union([
      happened('whistle-raised', {
        content: z.object(content),
        grid: gridCode,
        household: z.nullable(id('household')),
        source: z.enum(whistleSources),
        outOfGrid: z.boolean(),
        occurredAt: utc,
      }),
      happened('whistle-amended', { set }),
      happened('whistle-withdrawn', {}),
      happened('whistle-commented', { text }),
      happened('whistle-settled', { text }),
      happened('whistle-returned', { reason: z.enum(returnReasons), text }),
      happened('whistle-escalated', { category: text, text }),
      happened('whistle-taken-on', { who: text, promisedOn: day }),
      happened('whistle-asked', { text }),
      happened('whistle-told', { text, photos: z.array(sha256) }),
      happened('whistle-moved', { from: gridCode, to: gridCode }),
      happened('whistle-recategorised', { from: z.nullable(text), to: text }),
      happened('whistle-merged', { into: id('whistle') }),
      happened('whistle-joined', { whistle: id('whistle'), supporters }),
      happened('whistle-parted', { whistle: id('whistle') }),
      happened('whistle-answered', { whistle: id('whistle'), isSolved: z.nullable(z.boolean()), text }),
      happened('whistle-supported', { text: z.nullable(text) }),
      happened('whistle-photographed', { photos: z.array(sha256), voice: z.array(sha256) }),
      happened('whistle-resent', { text, set }),
      ...didShapes,
    ]),
  }),
  photo: z.object({
    id: text,
    rev,
    grid: gridCode,
    whistle: id('whistle'),
    sha256,
    state: z.enum(['awaited', 'here', 'refused']),
    width: z.nullable(z.number()),
    height: z.nullable(z.number()),
    arrivedAt: z.nullable(utc),
  }),
  reportCode: z.object({ id: text, rev, grid: gridCode, whistle: id('whistle'), unit, secret: text }),
} satisfies { [K in RowKind]: z.ZodMiniType<RowByKind[K]> };

const version = z.int();
/** Kinds that a pull carries. */
export const pulledKinds = rowKinds.filter((kind) => kind !== 'seen');
/** A change that carries no row. */
export const goneShape = z.object({
  version,
  kind: z.enum(pulledKinds),
  id: z.string(),
  op: z.enum(['leave', 'delete']),
});
const changeShape = z.union([
  ...pulledKinds.map((kind) =>
    z.object({ version, kind: z.literal(kind), id: z.string(), op: z.literal('put'), row: rowShapes[kind] }),
  ),
  goneShape,
]);
/** `ScopePage`, as it is described. */
export const pageShape = z.object({
  from: z.nullable(version),
  to: version,
  head: version,
  more: z.boolean(),
  changes: z.array(changeShape),
  snapshot: z.optional(z.object({ url: z.string(), bytes: z.int(), rows: z.int(), sha256 })),
});
/** `PullReply`, as it is described. */
export const pullReplyShape = z.object({
  epoch: z.string(),
  serverTime: utc,
  lastSeq: z.int(),
  scopes: z.record(z.string(), pageShape),
  left: z.array(z.string()),
  reset: z.array(z.string()),
});
