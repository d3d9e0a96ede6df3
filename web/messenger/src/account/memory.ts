import type { InboxHead, Me } from '@causerie/client';

/**
 * What this device remembers of a signed-in person, so that the messenger opens without a connection: who they
 * are, their list, and what they began to write. Signing out forgets all of it.
 */
export interface Remembered {
  account: Me['account'];
  heads: readonly InboxHead[];
}

const KEY = 'causerie.messenger.remembered';
/** So many heads are kept: those that stand first. */
const MOST = 200;
const DRAFT = 'causerie.messenger.draft.';

/** Null where nothing is remembered, or what is there was not written by this version. */
export function remembered(): Remembered | null {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Remembered> | null;
    if (typeof found?.account?.id !== 'string' || !Array.isArray(found.heads)) return null;
    return { account: found.account, heads: found.heads };
  } catch {
    return null;
  }
}

export function remember(change: Partial<Remembered> & Pick<Remembered, 'account'>): void {
  const before = remembered();
  const heads = before?.account.id === change.account.id ? before.heads : [];
  const kept = { heads, ...change };
  localStorage.setItem(KEY, JSON.stringify({ ...kept, heads: kept.heads.slice(0, MOST) }));
}

export function readDraft(conversation: string): string {
  return localStorage.getItem(DRAFT + conversation) ?? '';
}

export function keepDraft(conversation: string, text: string): void {
  if (text.trim() === '') localStorage.removeItem(DRAFT + conversation);
  else localStorage.setItem(DRAFT + conversation, text);
}

export function forgetEverything(): void {
  localStorage.removeItem(KEY);
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(DRAFT)) localStorage.removeItem(name);
  }
}
