import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './support/chromium.ts';

/** Journeys in a real Chromium against the real server on the built app, with a demo town of their own. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './support/server.ts',
  outputDir: '../../.cache/browser-results',
  // One town for all: journeys use workers and grids of their own, two files at a time.
  workers: 2,
  // A second try tells a slow machine from a fault; `npm test` names at its end whatever needed one.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json']],
  use: {
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 360, height: 740 },
    permissions: ['camera', 'geolocation', 'background-sync'],
    geolocation: { latitude: 31.7, longitude: 118.5 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    screenshot: 'only-on-failure',
  },
});
