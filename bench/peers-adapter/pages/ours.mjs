/** The app's own phone as a store of the harness (its pages/dexie.mjs): W2, from the call until the rows are shown. */
import { openDexieKv } from '../../../src/local/dexie-kv.ts';
import { madeTables } from '../../../src/local/made.ts';
import { toldTables } from '../../../src/local/told-state.ts';
import { deviceClock, deviceRandom, webDigest } from '../../../src/sync/adapters/device.ts';
import { fetchTransport } from '../../../src/sync/adapters/fetch-transport.ts';
import { gzipCodec } from '../../../src/sync/adapters/gzip.ts';
import { webLock } from '../../../src/sync/adapters/web-lock.ts';
import { openPhone } from '../../../src/sync/open-phone.ts';
import { benchWorker } from '../../grid-town.ts';

const opening = { version: 1, ifNewer: 'read', onReplaced: () => {} };
let made;
let told;

export default {
  name: 'shaodao: snapshot, journal, memory',
  async open() {
    made = await openDexieKv('made', madeTables, opening);
    told = await openDexieKv('told', toldTables, opening);
  },
  /** A view moves only when all has come and is on the disk. */
  async pull(base) {
    const { fetch } = globalThis;
    globalThis.fetch = (path, init) => fetch(typeof path === 'string' ? base + path : path, init);
    const phone = await openPhone({
      account: benchWorker,
      made,
      told,
      isToldShared: true,
      clock: deviceClock,
      random: deviceRandom,
      digest: webDigest,
      codec: gzipCodec,
      lock: webLock(benchWorker.id),
      transport: fetchTransport(benchWorker.id, null, async () => null),
    });
    const count = () => phone.view.all('household').length + phone.view.all('visit').length;
    await new Promise((resolve) => {
      phone.view.onChange(() => count() > 0 && resolve());
      if (count() > 0) resolve();
    });
    return count();
  },
  async close() {},
};
