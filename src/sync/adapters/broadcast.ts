import type { Channel, ChannelMessage } from '../phone-options.ts';

/** What tabs and the service worker of one account tell each other. */
export function broadcastChannel(name: string): Channel & { close(): void } {
  const channel = new BroadcastChannel(name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: its origin is ours
    post: (message) => channel.postMessage(message),
    listen(listener) {
      // Only this code, of this origin, posts here.
      const heard = (event: MessageEvent) => listener(event.data as ChannelMessage);
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
    close: () => channel.close(),
  };
}
