/** What an agent began to write, per conversation and kind of entry, until it is sent. It survives a reload. */

export type Tab = 'reply' | 'note';

const PREFIX = 'causerie.desk.draft.';
const key = (conversation: string, tab: Tab) => `${PREFIX}${conversation}.${tab}`;
/** The last entry that was known when the reply was begun. */
const sinceKey = (conversation: string) => `${PREFIX}${conversation}.since`;

export function readDraft(conversation: string, tab: Tab): string {
  return localStorage.getItem(key(conversation, tab)) ?? '';
}

export function keepDraft(conversation: string, tab: Tab, text: string): void {
  if (text.trim() === '') localStorage.removeItem(key(conversation, tab));
  else localStorage.setItem(key(conversation, tab), text);
}

/** How far the conversation had come when its reply was begun; undefined where none is. */
export function readSince(conversation: string): number | undefined {
  const kept = Number(localStorage.getItem(sinceKey(conversation)) ?? '');
  return kept > 0 ? kept : undefined;
}

export function keepSince(conversation: string, seq: number | undefined): void {
  if (seq === undefined) localStorage.removeItem(sinceKey(conversation));
  else localStorage.setItem(sinceKey(conversation), String(seq));
}

/** On signing out: the next person at this machine must not find them. */
export function forgetDrafts(): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
}
