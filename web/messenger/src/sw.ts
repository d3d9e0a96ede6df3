/** Keeps the messenger's shell on the device, so that it opens without a connection. Data are never kept here. */

import { listen } from '@causerie/ui/push/worker';

import { addressOf, bodyOf } from './push/notice.ts';

// What of the service worker's own types is used: TypeScript's library for them excludes that of pages.
interface WorkerEvent extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}
interface FetchEvent extends WorkerEvent {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}
interface ServiceWorker {
  addEventListener: ((type: 'install' | 'activate', run: (event: WorkerEvent) => void) => void) &
    ((type: 'fetch', run: (event: FetchEvent) => void) => void);
  skipWaiting: () => Promise<void>;
  clients: { claim: () => Promise<void> };
}

/** Filled in by the build. */
declare const __FILES__: string[];
declare const __VERSION__: string;

const worker = self as unknown as ServiceWorker;
const PAGE = '/messenger';
const PREFIX = 'causerie-messenger-';
const CACHE = PREFIX + __VERSION__;
const FILES = new Set(__FILES__);
/** A network that takes longer than this to bring the page is as good as none. */
const PATIENCE_MS = 4000;

async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...FILES]);
  await worker.skipWaiting();
}

async function dropOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(path);
}

/** The newest page where the server can be reached, the kept one otherwise. */
async function page(url: string): Promise<Response> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return answer;
    return (await kept(PAGE)) ?? answer;
  } catch (error) {
    const answer = await kept(PAGE);
    if (!answer) throw error;
    return answer;
  }
}

listen({ name: 'messenger', icon: '/static/messenger/icon-192.png', bodyOf, addressOf });

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request.url));
  else if (FILES.has(url.pathname))
    event.respondWith(kept(url.pathname).then((answer) => answer ?? fetch(request)));
});
