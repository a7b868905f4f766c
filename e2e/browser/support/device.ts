import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './chromium.ts';
import { openDoor } from './door.ts';

/**
 * A phone whose browser process can be killed: Chromium as a process of its own on a profile of its own, so that
 * whatever survives did so on disk.
 */
export interface Device {
  /** The server's address for this phone alone. */
  url: string;
  context: BrowserContext;
  page: Page;
  /**
   * Flight mode: the way to the server is shut and the pages are told so. It outlasts the browser, and holds for what
   * the browser does by itself as it starts.
   */
  setFlightMode(isOn: boolean): Promise<void>;
  /** Closes the browser as a person does: cookies, which Chromium writes every half a minute, are on disk then. */
  close(): Promise<void>;
  /** kill -9 of the browser and all its processes. */
  kill(): Promise<void>;
  /** The same profile, a new browser process. */
  start(): Promise<void>;
  /** The browser's own wake-up of the service worker, as when the network comes back and no page is open. */
  wakeUp(): Promise<void>;
  /** Ends the browser and throws the profile away. */
  dispose(): Promise<void>;
  /** Requests to any other origin than the server's: must stay empty. */
  foreign: string[];
}

export interface DeviceOptions {
  size?: { width: number; height: number };
  /** More arguments of Chromium; the last of a kind counts. */
  args?: readonly string[];
  /** Granted; anything else is asked for, and there is nobody to answer. */
  permissions?: string[];
}

export async function openDevice(serverUrl: string, options: DeviceOptions = {}): Promise<Device> {
  const profile = mkdtempSync(join(tmpdir(), 'shaodao-phone-'));
  const door = await openDoor(serverUrl);
  const { url } = door;
  let isInFlight = false;
  const device: Device = {
    url,
    context: undefined as unknown as BrowserContext,
    page: undefined as unknown as Page,
    foreign: [],
    setFlightMode: async (isOn) => {
      isInFlight = isOn;
      // The door first and last: whoever hears that there is a network again finds it open.
      if (isOn) door.shut();
      else door.open();
      await device.context.setOffline(isOn);
    },
    close: async () => {},
    kill: async () => {},
    start: async () => {
      const child = spawn(
        chromiumPath(),
        [
          '--headless=new',
          '--remote-debugging-port=0',
          `--user-data-dir=${profile}`,
          '--lang=zh-CN',
          ...chromiumArgs,
          ...(options.args ?? []),
          'about:blank',
        ],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
          detached: true,
          env: { ...process.env, TZ: 'Asia/Shanghai' },
        },
      );
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const browser = await chromium.connectOverCDP(await debuggingAddress(child.stderr));
      const context = browser.contexts()[0];
      if (!context) throw new Error('the browser has no default context');
      context.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(url)) device.foreign.push(request.url());
      });
      await context.grantPermissions(options.permissions ?? ['camera', 'geolocation', 'background-sync'], {
        origin: url,
      });
      if (isInFlight) await context.setOffline(true);
      device.context = context;
      device.page = context.pages()[0] ?? (await context.newPage());
      await device.page.setViewportSize(options.size ?? { width: 360, height: 740 });
      device.close = async () => {
        await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => undefined);
        await ended;
      };
      device.kill = async () => {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
        await ended;
      };
    },
    wakeUp: async () => {
      const devtools = await device.context.newCDPSession(device.page);
      const registered = new Promise<string>((resolve) => {
        devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
          const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(url) && !isDeleted);
          if (ours) resolve(ours.registrationId);
        });
      });
      await devtools.send('ServiceWorker.enable');
      const registrationId = await registered;
      await devtools.send('ServiceWorker.dispatchSyncEvent', {
        origin: url,
        registrationId,
        tag: 'outbox',
        lastChance: false,
      });
      await devtools.detach();
    },
    dispose: async () => {
      await device.kill().catch(() => {});
      await door.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await device.start();
  return device;
}

function debuggingAddress(stderr: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found?.[1]) resolve(found[1]);
    });
    stderr?.on('end', () => reject(new Error(`no browser: ${said}`)));
  });
}
