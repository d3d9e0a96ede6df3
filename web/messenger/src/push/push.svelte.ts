import type { InboxHead, PushState, QuietHours } from '@causerie/client';
import { canBeTold, listen, stopListening } from '@causerie/ui/push';

import { http } from '../account/account.svelte.ts';

const REFUSED = 'causerie.messenger.push.refused';

/** Whether this device is told what comes while the messenger is closed. */
class Push {
  readonly possible = canBeTold;
  #state = $state.raw<PushState>();
  #refused = $state(localStorage.getItem(REFUSED) !== null);
  /** The browser was told never to ask, and asks no more. */
  denied = $state(this.possible && Notification.permission === 'denied');

  get loaded(): boolean {
    return this.#state !== undefined;
  }

  get on(): boolean {
    return this.#state?.here === true && Notification.permission === 'granted';
  }

  get quiet(): QuietHours | null {
    return this.#state?.quiet ?? null;
  }

  /** Whether to offer it, beside a conversation. */
  get offered(): boolean {
    return this.possible && this.loaded && !this.on && !this.denied && !this.#refused;
  }

  /** Where it can't be asked, nothing is offered: whoever is signed out meanwhile is told so by the live line. */
  async load(): Promise<void> {
    if (!this.possible) return;
    try {
      this.#state = await http.get<PushState>('/api/v1/me/push');
    } catch (error) {
      console.debug('causerie: what this device is told could not be asked', error);
    }
  }

  /** The browser asks, because of a click; false where the person says no. */
  async turnOn(): Promise<boolean> {
    const answer = await Notification.requestPermission();
    this.denied = answer === 'denied';
    if (answer !== 'granted') return false;
    if (!this.#state) await this.load();
    await listen(http, 'messenger', this.#state?.key ?? '');
    await this.load();
    return true;
  }

  async turnOff(): Promise<void> {
    await stopListening(http, 'messenger');
    this.refuse();
    await this.load();
  }

  /** Not to be offered again on this device. */
  refuse(): void {
    localStorage.setItem(REFUSED, '1');
    this.#refused = true;
  }

  async setQuiet(quiet: QuietHours | null): Promise<void> {
    await http.put('/api/v1/me/push/quiet', { quiet });
    await this.load();
  }
}

export const push = new Push();

/** What was read elsewhere while this device slept is taken away when the messenger opens. */
export async function closeRead(heads: readonly InboxHead[]): Promise<void> {
  if (!push.possible) return;
  const registration = await navigator.serviceWorker.getRegistration('/messenger');
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) {
    const head = heads.find(({ conversation }) => conversation === notification.tag);
    if (head?.unread === 0) notification.close();
  }
}
