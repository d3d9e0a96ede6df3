/** The service worker's part of push: it shows what came while its app is closed. */

/** What the server tells a device: `Notice` of the API's push channel. */
export interface Notice {
  conversation: string;
  unread: number;
  close?: boolean;
  title?: string;
  kind?: string;
  text?: string;
  icon?: string;
  locale?: string;
  /** For an agent: of which business, why it concerns them, and by whom. */
  workspace?: string;
  why?: string;
  by?: string;
}

export interface PushApp {
  name: 'messenger' | 'desk';
  /** What is shown where a notice brings no picture. */
  icon: string;
  bodyOf: (notice: Notice) => string;
  /** Where a press leads. */
  addressOf: (notice: Notice) => string;
}

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

/** The app's own; other pages of this address, such as another app's, are not looked at for it. */
async function windows(app: PushApp): Promise<WindowClient[]> {
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return all.filter(({ url }) => new URL(url).pathname.split('/')[1] === app.name);
}

async function told(app: PushApp, notice: Notice): Promise<void> {
  // The number on the app is beside the point: what was said is shown however that goes.
  await Promise.all([show(app, notice), badge(notice.unread)]);
}

async function show(app: PushApp, notice: Notice): Promise<void> {
  if (notice.close === true) {
    const shown = await worker.registration.getNotifications({ tag: notice.conversation });
    for (const one of shown) one.close();
    return;
  }
  // Who looks at the app is told by it.
  if ((await windows(app)).some((client) => client.focused)) return;
  await worker.registration.showNotification(notice.title ?? '', {
    body: app.bodyOf(notice),
    tag: notice.conversation, // one a conversation
    renotify: true,
    icon: notice.icon ?? app.icon,
    badge: app.icon,
    lang: notice.locale,
    data: { conversation: notice.conversation, address: app.addressOf(notice) },
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

async function open(app: PushApp, address: string): Promise<void> {
  const [client] = await windows(app);
  if (!client) await worker.clients.openWindow(address);
  else await (await (await client.focus()).navigate(address))?.focus();
}

/** The browser gave this device another address: the server is told, as whoever is signed in. */
async function renew(app: PushApp): Promise<void> {
  const me = await fetch('/api/v1/me');
  if (!me.ok) return; // nobody is signed in, and nobody is told
  const { csrf } = (await me.json()) as { csrf: string };
  const { key } = (await (await fetch(`/api/v1/me/push?app=${app.name}`)).json()) as {
    key: string;
  };
  const subscription = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/v1/me/push/device', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify({ endpoint, keys, app: app.name }),
  });
}

/** From now on this worker shows what `app` is told. */
export function listen(app: PushApp): void {
  worker.addEventListener('push', (event) => {
    const notice = event.data?.json() as Notice | undefined;
    if (notice) event.waitUntil(told(app, notice));
  });

  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const { address } = event.notification.data as { address: string };
    event.waitUntil(open(app, address));
  });

  worker.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(renew(app));
  });
}
