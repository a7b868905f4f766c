/** What is done to the roster, at the door and at the desk: the same fields by several people, people in and out, help. */
import { dayOf } from '../../core/calendar/day.ts';
import { makeId } from '../../core/lib/id.ts';
import { save, uuid, deviceTime, type Stage } from './acts.ts';
import type { Device, Tab } from './device.ts';

/** A few values only, so that people collide. */
const names = ['陈桂兰', '周大勇', '李小梅'] as const;
const phones = ['15400000001', '15400000002', null] as const;

export async function amendHousehold(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const doors = tab.phone.view.all('household');
  if (doors.length === 0) return;
  const door = dice.pick(doors);
  const set = dice.pick([
    { name: { from: door.name, to: dice.pick(names) } },
    { phone: { from: door.phone, to: dice.pick(phones) } },
    { kind: { from: door.kind, to: dice.pick(['lived', 'let', 'void'] as const) } },
    { note: { from: door.note, to: `敲门要大声 ${dice.between(1, 9)}` } },
  ]);
  await save(stage, device, tab, { type: 'household.amend', payload: { household: door.id, set }, holdMs: 0 });
}

export async function changePeople(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const people = tab.phone.view.all('person');
  const doors = tab.phone.view.all('household');
  if (doors.length === 0) return;
  const person = people.length > 0 && dice.chance(0.6) ? dice.pick(people) : null;
  if (person === null)
    return save(stage, device, tab, {
      type: 'person.add',
      payload: {
        person: makeId('person', uuid(stage, device)),
        household: dice.pick(doors).id,
        name: dice.pick(names),
        birthYear: 1950,
        sex: null,
        phone: null,
        relation: '本人',
      },
      holdMs: dice.pick([0, 8_000]),
    });
  switch (dice.between(1, 4)) {
    case 1:
      return save(stage, device, tab, { type: 'person.remove', payload: { person: person.id }, holdMs: 0 });
    case 2: {
      const all = tab.phone.view.where('person', 'household', person.household);
      return save(stage, device, tab, {
        type: 'household.moveOut',
        payload: { household: person.household, people: all.map(({ id }) => id), on: '2026-11-18', kind: 'let' },
        holdMs: 0,
      });
    }
    default:
      return save(stage, device, tab, {
        type: 'person.amend',
        payload: { person: person.id, set: { name: { from: person.name, to: dice.pick(names) } } },
        holdMs: 0,
      });
  }
}

export async function choose(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const conflicts = tab.phone.view.all('conflict');
  if (conflicts.length === 0) return;
  stage.scheduler.trace.count('clashes chosen');
  await save(stage, device, tab, {
    type: 'household.resolve',
    payload: { conflict: stage.dice.pick(conflicts).id, keep: stage.dice.pick(['mine', 'theirs'] as const) },
    holdMs: 0,
  });
}

/** Twice on a day at times: the server keeps it once. */
export async function look(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const needs = tab.phone.view.all('need');
  if (needs.length === 0) return;
  const { household } = stage.dice.pick(needs);
  await save(stage, device, tab, {
    type: 'need.look',
    payload: { household, day: dayOf(deviceTime(stage, device)) },
  });
}

export async function help(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const needs = tab.phone.view.all('need');
  const doors = tab.phone.view.all('household');
  if (doors.length === 0) return;
  const need = needs.length > 0 && dice.chance(0.7) ? dice.pick(needs) : null;
  if (need === null)
    return save(stage, device, tab, {
      type: 'need.open',
      payload: {
        need: makeId('need', uuid(stage, device)),
        household: dice.pick(doors).id,
        kind: dice.pick(['care', 'illness'] as const),
        note: null,
        until: null,
        consent: { how: 'spoken', at: deviceTime(stage, device), wording: '已同意登记' },
        occurredAt: deviceTime(stage, device),
      },
      holdMs: 0,
    });
  switch (dice.between(1, 3)) {
    case 1:
      return save(stage, device, tab, { type: 'need.end', payload: { need: need.id }, holdMs: 8_000 });
    case 2:
      return save(stage, device, tab, {
        type: 'need.amend',
        payload: { need: need.id, set: { note: { from: need.note, to: `轮椅 ${dice.between(1, 9)}` } } },
        holdMs: 0,
      });
    default:
      return save(stage, device, tab, {
        type: 'need.follow',
        payload: {
          need: need.id,
          step: dice.pick(['promised', 'delivered', 'checked'] as const),
          text: null,
          promisedFor: null,
        },
        holdMs: 0,
      });
  }
}
