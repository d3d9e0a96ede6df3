import type { DeskHead } from '@causerie/client';
import { playAnswer } from '@causerie/ui/sound';

import { messages } from '../messages/index.ts';
import { preferences } from '../preferences.svelte.ts';
import { push } from '../push/push.svelte.ts';
import { snippetText, nameOf } from './wording.ts';

/** Tells the agent that a customer wrote, as far as they allowed it. `open` brings the conversation up. */
export function alertOf(head: DeskHead, open: () => void): void {
  if (preferences.sound) playAnswer();
  if (!preferences.notifications || document.hasFocus()) return;
  // The server tells this device by its worker, as long as no desk is on a screen.
  if (push.on && document.visibilityState === 'hidden') return;
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const notification = new Notification(messages.t.newMessageFrom(nameOf(head.contact)), {
    body: snippetText(head.snippet),
    tag: head.conversation, // One for each conversation, the latest.
  });
  notification.onclick = () => {
    window.focus();
    notification.close();
    open();
  };
}
