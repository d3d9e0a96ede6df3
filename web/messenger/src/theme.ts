import { applyTheme, type Theme } from '@causerie/ui';

const KEY = 'causerie.theme';
export const THEMES = ['system', 'light', 'dark'] as const satisfies Theme[];

/** What this device's user chose; the system's own colours where they chose nothing. */
export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((known) => known === kept) ?? 'system';
}

export function setTheme(next: Theme): void {
  if (next === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  applyTheme(next);
}
