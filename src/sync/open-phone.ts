/** Puts the phone together: what a signed-in account works with, on the page, in tests and in the simulation. */
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { Poke } from '../../core/protocol/pull.ts';
import { MadeStore } from '../local/made-store.ts';
import { complaintsOf } from '../local/phone-complaints.ts';
import { draftsOf } from '../local/phone-drafts.ts';
import { PhoneOutbox } from '../local/phone-outbox.ts';
import { PhonePhotos } from '../local/phone-photos.ts';
import { PhoneView } from '../local/phone-view.ts';
import { rulesOf } from '../local/rules.ts';
import { Told } from '../local/told.ts';
import { plainCrypto, sealedCodec } from './crypto.ts';
import { givenOf } from './given-of.ts';
import { leadPokes } from './leader.ts';
import { SyncLoop } from './loop.ts';
import { outcomeOfFault } from './outcome.ts';
import type { ChannelMessage, OpenPhone } from './phone-options.ts';

/** Opens both databases and starts the loop. @throws StorageFull, StorageClosed */
export const openPhone: OpenPhone = async (options) => {
  const { clock, random, lock, transport, isToldShared, channel } = options;
  // The phone's own copy: its grants are renewed in place, and rules read them there.
  const account = { ...options.account };
  const given = givenOf(clock, random);
  const made = await MadeStore.open(options.made, given);
  const told = await Told.open(options.told, sealedCodec(options.codec, options.crypto ?? plainCrypto));
  const rules = rulesOf(account, options.calendar ?? shippedCalendar);
  const view = new PhoneView(made, told, rules);
  const outbox = new PhoneOutbox(made, view, rules, given);
  const photos = new PhonePhotos(made, options.digest, options.room ?? (() => Promise.resolve(null)), options.isOnWifi);
  const loop = new SyncLoop({
    made,
    told,
    isToldShared,
    photos,
    digest: options.digest,
    transport,
    lock,
    given,
    clock,
    random,
    signs: options.signs ?? { isOnline: () => true },
    wakeUp: options.wakeUp ?? (() => Promise.resolve()),
  });
  const end = new AbortController();

  outbox.onWork = () => loop.trigger('work');
  made.onCommit = () => channel?.post({ kind: 'made' });
  if (isToldShared) told.onCommit = () => channel?.post({ kind: 'told' });

  /** A poke of what this phone has seen already is no news. */
  const heard = (poke: Poke | null) => {
    const shown = poke && told.state.scopes[poke.scope as Scope]?.shown;
    if (poke === null || shown === undefined || shown === null || poke.head > shown) loop.trigger('poke');
  };
  const lookAgain = (what: { reload(): Promise<void> }, then = () => {}) => {
    what.reload().then(then, (error: unknown) => {
      if (outcomeOfFault(error) === 'update') loop.replaced();
    });
  };
  const received = (message: ChannelMessage) => {
    switch (message.kind) {
      case 'made':
        return lookAgain(made, () => loop.noteHolds());
      case 'told':
        return isToldShared ? lookAgain(told) : undefined;
      case 'poke':
        return heard(message.poke);
    }
  };
  const stops = [channel?.listen(received), options.signs?.listen(() => loop.trigger('wish'))];
  void loop.run();
  if (options.pokes)
    void leadPokes({ lock, pokes: options.pokes, channel: channel ?? null, clock, random }, heard, end.signal);

  return {
    account,
    view,
    outbox,
    drafts: draftsOf(made),
    photos,
    complaints: complaintsOf(made, given, () => loop.trigger('wish')),
    sync: loop,
    renewGrants(grants) {
      account.grants = grants;
    },
    async close() {
      for (const stop of stops) stop?.();
      end.abort();
      loop.stop();
      options.made.close();
      options.told.close();
    },
  };
};
