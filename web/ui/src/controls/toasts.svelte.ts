export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'success' | 'error';
  readonly action?: { label: string; run: () => void };
}

const SHOWN_MS = 6000;

let count = 0;
let shown = $state.raw<readonly Toast[]>([]);

/** What `Toaster.svelte` shows. */
export const toasts = {
  get shown(): readonly Toast[] {
    return shown;
  },
};

/**
 * Says something in passing. It goes after six seconds; an error, and whatever offers an action, stays until it
 * is closed, because nobody should lose a way back by reading slowly (WCAG 2.2.1). `lasts`: milliseconds, of an
 * action that can be had in another way as well.
 */
export function toast(
  text: string,
  { lasts, ...more }: Partial<Pick<Toast, 'tone' | 'action'>> & { lasts?: number } = {},
): number {
  const entry: Toast = { id: (count += 1), text, tone: 'info', ...more };
  shown = [...shown, entry];
  if (lasts !== undefined || (entry.tone !== 'error' && !entry.action)) {
    setTimeout(() => {
      dismiss(entry.id);
    }, lasts ?? SHOWN_MS);
  }
  return entry.id;
}

export function dismiss(id: number): void {
  shown = shown.filter((entry) => entry.id !== id);
}
