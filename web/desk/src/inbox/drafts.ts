/** What an agent began to write, per conversation and kind of entry, until it is sent. It survives a reload. */

export type Tab = 'reply' | 'note';

const PREFIX = 'causerie.desk.draft.';
const key = (conversation: string, tab: Tab) => `${PREFIX}${conversation}.${tab}`;

export function readDraft(conversation: string, tab: Tab): string {
  return localStorage.getItem(key(conversation, tab)) ?? '';
}

export function keepDraft(conversation: string, tab: Tab, text: string): void {
  if (text.trim() === '') localStorage.removeItem(key(conversation, tab));
  else localStorage.setItem(key(conversation, tab), text);
}

/** On signing out: the next person at this machine must not find them. */
export function forgetDrafts(): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
}
