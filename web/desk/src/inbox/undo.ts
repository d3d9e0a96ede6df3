import { dismiss, toast } from '@causerie/ui';

import { messages } from '../messages/index.ts';
import { explain } from '../problems.ts';

const UNDO_MS = 5_000;

let last: { readonly toast: number; readonly back: () => Promise<void> } | undefined;

/** Says what was done, and offers for five seconds to take it back: by its button, or by `undo`. */
export function offerUndo(text: string, back: () => Promise<void>): void {
  forget();
  const action = { label: messages.t.undo, run: undo };
  const offered = { toast: toast(text, { action, lasts: UNDO_MS }), back };
  last = offered;
  setTimeout(() => {
    if (last === offered) last = undefined;
  }, UNDO_MS);
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
  if (last) dismiss(last.toast);
  last = undefined;
}
