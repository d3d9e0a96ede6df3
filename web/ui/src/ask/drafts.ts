import type { Values } from './check.ts';

/** What was filled in and is not sent yet, while the page lives: a form is drawn anew when one scrolls back to it. */
const DRAFTS = new Map<string, Values>();

export function readDraft(key: string): Values {
  return DRAFTS.get(key) ?? {};
}

export function keepDraft(key: string, values: Values): void {
  DRAFTS.set(key, values);
}

export function forgetDraft(key: string): void {
  DRAFTS.delete(key);
}
