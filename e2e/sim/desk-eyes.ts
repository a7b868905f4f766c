/** What somebody at a desk without rows sees: lists and pages as they came over the network, and what she still remembers. */
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Stage } from './acts.ts';
import type { DeskAnswers, DeskPath } from './desk-reads.ts';
import type { Device, Tab } from './device.ts';

type Opened = DeskAnswers['whistle'];

interface Memory {
  opened: Map<WhistleRow['id'], Opened>;
  /** As of which news nothing waited. */
  idleAt: number;
}
const memories = new WeakMap<Device, Memory>();
function memoryOf(device: Device): Memory {
  let memory = memories.get(device);
  if (!memory) memories.set(device, (memory = { opened: new Map(), idleAt: -1 }));
  return memory;
}
export const rememberedAt = (device: Device): Memory['opened'] => memoryOf(device).opened;

/** The whistle that she looks at now; null: nothing waits, or nothing came. */
export async function lookAtDesk(stage: Stage, device: Device, tab: Tab): Promise<Opened | null> {
  const { dice, scheduler } = stage;
  const memory = rememberedAt(device);
  // A page that stayed open since: somebody else may have come first.
  if (memory.size > 0 && dice.chance(0.05)) return dice.pick([...memory.values()]);
  const id = await choose(stage, device, tab);
  if (!id) return null;
  const opened = await ask(device, tab, 'whistle', { id });
  if (!opened) {
    memory.delete(id);
    return null;
  }
  memory.set(id, opened);
  await scheduler.wait(`${device.name} reads`, dice.between(0, 1_500));
  return opened;
}

async function choose(stage: Stage, device: Device, tab: Tab): Promise<WhistleRow['id'] | null> {
  const { dice } = stage;
  const known = [...rememberedAt(device).keys()];
  const memory = memoryOf(device);
  const news = stage.news();
  if (known.length > 0 && dice.chance(0.06)) return dice.pick(known);
  if (memory.idleAt === news) return null;
  if (dice.chance(0.06)) {
    const listed = await ask(device, tab, 'listed', {});
    return listed && listed.ids.length > 0 ? dice.pick(listed.ids) : null;
  }
  const waiting = await ask(device, tab, 'waiting', {});
  const [first] = waiting?.whistles ?? [];
  if (waiting && !first) memory.idleAt = news;
  if (!waiting || !first) return null;
  // What ends first stands first: two dispatchers often take the same one.
  return dice.chance(0.5) ? first.id : dice.pick(waiting.whistles).id;
}

async function ask<P extends DeskPath>(
  device: Device,
  tab: Tab,
  path: P,
  body: object,
): Promise<DeskAnswers[P] | null> {
  const outcome = await tab.program.outcome(device.ask(tab.program, path, body));
  const answer = outcome.end === 'value' ? outcome.value : null;
  return answer?.status === 200 && answer.type === 'application/json' ? read<DeskAnswers[P]>(answer.text) : null;
}

/** Cut off on its way, it is no JSON. */
function read<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
