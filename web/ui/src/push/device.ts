import type { Http } from '@causerie/client';

type App = 'messenger' | 'desk';

/** Whether this browser can be told anything while its page is closed. */
export const canBeTold =
  'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

/** Has this browser told what `app` is told, by the worker of the page's scope. Throws DOMException where its push
 * service can't be reached. */
export async function listen(http: Http, app: App, key: string): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await http.post('/api/v1/me/push/device', { endpoint, keys, app });
}

/** This browser is told nothing any more. */
export async function stopListening(http: Http, app: App): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  await http.delete(`/api/v1/me/push/device?app=${app}`);
}
