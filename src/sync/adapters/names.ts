/** What the page and the service worker must call alike. */
export const wakeTag = 'outbox';
