/** Preparing waits at most so long for a new version to be fetched whole; afterwards it is offered as ever. */
const patienceMs = 20_000;

type Registration = Pick<ServiceWorkerRegistration, 'update' | 'installing' | 'waiting'>;

/** Asks the server for a newer app. @returns whether one lies here, ready to be taken */
export async function isNewVersionHere(
  find: () => Promise<Registration | undefined> = async () => navigator.serviceWorker?.getRegistration(),
): Promise<boolean> {
  try {
    const registration = await find();
    if (!registration) return false;
    await registration.update();
    if (registration.installing) await settled(registration.installing);
    return registration.waiting !== null;
  } catch {
    return false; // no network: the version that is here goes out with her
  }
}

/** Installed, or given up. */
const settled = (worker: ServiceWorker): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    worker.addEventListener('statechange', () => {
      if (worker.state === 'installing') return;
      clearTimeout(timer);
      resolve();
    });
  });
