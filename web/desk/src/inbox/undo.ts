import { dismiss, toast } from '@causerie/ui';

import { messages } from '../messages/index.ts';
import { explain } from '../problems.ts';

const UNDO_MS = 5_000;

let last: { readonly toast?: number; readonly back: () => Promise<void> } | undefined;

/** Says what was done, and offers for five seconds to take it back: by its button, or by `undo`. */
export function offerUndo(text: string, back: () => Promise<void>): void {
  const action = { label: messages.t.undo, run: undo };
  remember({ toast: toast(text, { action, lasts: UNDO_MS }), back }, UNDO_MS);
}

/** `undo` takes it back for so long. Whoever asks for this says so on the screen. */
export function rememberUndo(back: () => Promise<void>, lasts = UNDO_MS): void {
  remember({ back }, lasts);
}

function remember(offered: NonNullable<typeof last>, lasts: number): void {
  forget();
  last = offered;
  setTimeout(() => {
    if (last === offered) last = undefined;
  }, lasts);
}

/** Takes back what was done last; nothing happens where that is too long ago. */
export function undo(): void {
  const back = last?.back;
  forget();
  back?.().catch((error: unknown) => {
    toast(explain(error), { tone: 'error' });
  });
}

function forget(): void {
  if (last?.toast !== undefined) dismiss(last.toast);
  last = undefined;
}
