import type { ContactCard, Snippet } from '@causerie/client';
import { formatFull, formatNumber, snippetWords } from '@causerie/ui';

import { messages } from '../messages/index.ts';

/** What to call a contact who may have left no name. */
export function nameOf(
  contact: Pick<ContactCard, 'id' | 'name' | 'email'> & Partial<ContactCard>,
): string {
  if (contact.erased) return messages.t.erasedContact;
  if (contact.name !== '') return contact.name;
  return contact.email ?? visitorName(contact.id);
}

/** A name for a nameless visitor, so that an agent can tell two of them apart: the end of the id, which is random. */
export function visitorName(id: string): string {
  return `${messages.t.visitor} ${id.slice(-4).toUpperCase()}`;
}

/** The last message in a few words; what is no text is named in the agent's language. */
export function snippetText(snippet: Snippet | null): string {
  const words = messages.t.snippet;
  if (!snippet) return words.nothing;
  const said = snippetWords(snippet);
  if (said !== '') return said;
  const { content } = snippet;
  return content === 'image' || content === 'file' ? words[content] : '';
}

/** The host and path of an address, as short as a person needs it. */
export function shortUrl(address: string): string {
  const url = URL.parse(address);
  if (!url) return address;
  return url.host + (url.pathname === '/' ? '' : url.pathname);
}

/** "member_level" as a person writes it. */
export function factName(key: string): string {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** What is known, in the agent's language. */
export function factText(value: unknown): string {
  if (typeof value === 'boolean') return value ? messages.t.yes : messages.t.no;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return value;
  const { date } = value as { date?: unknown };
  return typeof date === 'string' ? formatFull(new Date(date)) : JSON.stringify(value);
}
