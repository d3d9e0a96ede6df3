/** The rows of the list that is on the screen, as the keyboard goes through them. */

import type { InboxRoute } from '../routes.ts';

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')];

/** The row of what is on the screen: a conversation, or an entry of it that was found. */
export const rowOf = ({ conversation, at }: InboxRoute): string | null =>
  at === null ? conversation : `${conversation} ${at}`;

/** Brings the keyboard to that row; to the first one where it is not there. */
export function focusRow(key: string | null): void {
  const all = rows();
  (all.find((row) => row.dataset['row'] === key) ?? all[0])?.focus();
}

/** The row that many further on, from the one with the focus, or from that of what is on the screen. */
function rowFrom(key: string | null, by: 1 | -1): HTMLElement | undefined {
  const all = rows();
  const focused = all.findIndex((row) => row === document.activeElement);
  const from = focused === -1 ? all.findIndex((row) => row.dataset['row'] === key) : focused;
  return all[from === -1 ? 0 : Math.max(0, Math.min(from + by, all.length - 1))];
}

/** The row with the focus, else that of what is on the screen. */
export function current(key: string | null): string | null {
  const focused = document.activeElement;
  const row = focused instanceof HTMLElement ? focused.dataset['row'] : undefined;
  return row ?? rows().find((one) => one.dataset['row'] === key)?.dataset['row'] ?? null;
}

/** Brings the keyboard to the next row, or to the one before. */
export function move(key: string | null, by: 1 | -1): void {
  const to = rowFrom(key, by);
  to?.focus();
  to?.scrollIntoView({ block: 'nearest' });
}

/** The conversation of the row after that one; of the one before where it is the last, null where it is alone. */
export function beside(key: string | null): string | null {
  const all = rows();
  const at = all.findIndex((row) => row.dataset['row'] === key);
  const row = all[at + 1] ?? all[at - 1];
  return row?.dataset['row']?.split(' ')[0] ?? null;
}
