/** The Chromium of the tests: found by scripts/chromium.mjs, told to ask nobody outside. */
export { chromiumPath } from '../../../scripts/chromium.mjs';

export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];
