import { Problem, type AgentAlerts, type PushState, type QuietHours } from '@causerie/client';
import { canBeTold, listen, stopListening } from '@causerie/ui/push';

import { http } from '../account/account.svelte.ts';

/** Whether this device is told what concerns its agent while no desk is on a screen, and of what. */
class Push {
  #state = $state.raw<PushState>();
  #alerts = $state.raw<AgentAlerts>();

  get loaded(): boolean {
    return this.#state !== undefined && this.#alerts !== undefined;
  }

  get on(): boolean {
    return canBeTold && this.#state?.here === true && Notification.permission === 'granted';
  }

  get quiet(): QuietHours | null {
    return this.#state?.quiet ?? null;
  }

  get alerts(): AgentAlerts | undefined {
    return this.#alerts;
  }

  /** Where it can't be asked, nothing is offered. */
  async load(): Promise<void> {
    if (!canBeTold) return;
    try {
      this.#state = await http.get<PushState>('/api/v1/me/push?app=desk');
      this.#alerts = await http.get<AgentAlerts>('/api/v1/me/push/alerts');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      console.debug('causerie: what this device is told could not be asked', error);
    }
  }

  /** After the person allowed notifications. Throws DOMException where the push service can't be reached. */
  async turnOn(): Promise<void> {
    if (!canBeTold) return;
    if (!this.#state) await this.load();
    await navigator.serviceWorker.register('/desk/sw.js', { scope: '/desk' });
    await listen(http, 'desk', this.#state?.key ?? '');
    await this.load();
  }

  async turnOff(): Promise<void> {
    if (this.#state?.here !== true) return;
    await stopListening(http, 'desk');
    await this.load();
  }

  async setQuiet(quiet: QuietHours | null): Promise<void> {
    await http.put('/api/v1/me/push/quiet', { quiet });
    await this.load();
  }

  async choose(change: Partial<AgentAlerts>): Promise<void> {
    await http.put('/api/v1/me/push/alerts', { ...this.#alerts, ...change });
    await this.load();
  }
}

export const push = new Push();
