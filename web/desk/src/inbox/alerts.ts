import type { DeskHead } from '@causerie/client';

import { messages } from '../messages/index.ts';
import { preferences } from '../preferences.svelte.ts';
import { snippetText, nameOf } from './wording.ts';

let audio: AudioContext | undefined;

/** A soft tone of two notes, made here: nothing to download. Browsers keep it silent until the first click. */
export function chime(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [at, frequency] of [
    [0, 660],
    [0.12, 880],
  ] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(0.08, start + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.4);
  }
}

/** Tells the agent that a customer wrote, as far as they allowed it. `open` brings the conversation up. */
export function alertOf(head: DeskHead, open: () => void): void {
  if (preferences.sound) chime();
  if (!preferences.notifications || document.hasFocus()) return;
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
