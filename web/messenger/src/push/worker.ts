/** The service worker's part of push: it shows what came while the app is closed. */
import { addressOf, bodyOf, type Notice } from './notice.ts';

interface WorkerEvent extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface PushEvent extends WorkerEvent {
  data: { json: () => unknown } | null;
}
interface NotificationEvent extends WorkerEvent {
  notification: Notification;
}
interface WindowClient {
  url: string;
  focused: boolean;
  focus: () => Promise<WindowClient>;
  navigate: (url: string) => Promise<WindowClient | null>;
}
interface PushWorker {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll: (options: {
      type: 'window';
      includeUncontrolled: boolean;
    }) => Promise<WindowClient[]>;
    openWindow: (url: string) => Promise<WindowClient | null>;
  };
  addEventListener: ((type: 'push', run: (event: PushEvent) => void) => void) &
    ((type: 'notificationclick', run: (event: NotificationEvent) => void) => void) &
    ((type: 'pushsubscriptionchange', run: (event: WorkerEvent) => void) => void);
}

const worker = self as unknown as PushWorker;

/** The messenger's own; other pages of this address, such as the desk, are not looked at for it. */
async function windows(): Promise<WindowClient[]> {
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return all.filter(({ url }) => /^\/messenger(?:\/|$)/.test(new URL(url).pathname));
}

async function told(notice: Notice): Promise<void> {
  await badge(notice.unread);
  if (notice.close === true) {
    const shown = await worker.registration.getNotifications({ tag: notice.conversation });
    for (const one of shown) one.close();
    return;
  }
  // Who looks at the messenger is told by it.
  if ((await windows()).some((client) => client.focused)) return;
  await worker.registration.showNotification(notice.title ?? '', {
    body: bodyOf(notice),
    tag: notice.conversation, // one a conversation
    renotify: true,
    icon: notice.icon ?? '/static/messenger/icon-192.png',
    badge: '/static/messenger/icon-192.png',
    lang: notice.locale,
    data: { conversation: notice.conversation },
  } as NotificationOptions);
}

async function badge(unread: number): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  try {
    await navigator.setAppBadge(unread);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the app is not installed
  }
}

async function open(conversation: string): Promise<void> {
  const address = addressOf(conversation);
  const [client] = await windows();
  if (!client) await worker.clients.openWindow(address);
  else await (await (await client.focus()).navigate(address))?.focus();
}

/** The browser gave this device another address: the server is told, as whoever is signed in. */
async function renew(): Promise<void> {
  const me = await fetch('/api/v1/me');
  if (!me.ok) return; // nobody is signed in, and nobody is told
  const { csrf } = (await me.json()) as { csrf: string };
  const { key } = (await (await fetch('/api/v1/me/push')).json()) as { key: string };
  const subscription = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/v1/me/push/device', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify({ endpoint, keys }),
  });
}

worker.addEventListener('push', (event) => {
  const notice = event.data?.json() as Notice | undefined;
  if (notice) event.waitUntil(told(notice));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { conversation } = event.notification.data as { conversation: string };
  event.waitUntil(open(conversation));
});

worker.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew());
});
