/** A conversation as its customer sees it: in the widget and in the messenger. */
import {
  reachOf,
  sideOf,
  type Author,
  type ConversationState,
  type Entry,
  type Happened,
  type Pending,
  type Person,
} from '@causerie/client';

import type * as shown from './entry.ts';

/** What the customer's app says in its own words. */
export interface CustomerWords {
  /** Who speaks for the business where no name is known. */
  business: string;
  /** Over which channel, where it is worth saying. */
  via: Partial<Record<Entry['channel'], string>>;
  /** undefined for what concerns the business alone. */
  event: (event: Happened['event']) => string | undefined;
}

/** Known by name, or by what the app calls the business. */
function personOf(
  author: Author,
  people: ReadonlyMap<string, Person>,
  words: CustomerWords,
): Person {
  const known = people.get(author.id ?? '');
  if (known && known.name !== '') return known;
  return { ...known, kind: author.kind, id: author.id ?? author.kind, name: words.business };
}

function lineOf(
  entry: Entry,
  { marks, people }: ConversationState,
  words: CustomerWords,
): shown.Entry | undefined {
  const line = { key: entry.client_id, seq: entry.seq, at: new Date(entry.at) };
  const { body } = entry;
  if (body.kind === 'event') {
    const text = words.event(body.event);
    return text === undefined ? undefined : { ...line, kind: 'event', text };
  }
  if (body.kind === 'note') return undefined;
  const own = sideOf(entry.author) === 'customer';
  const reach = own ? reachOf(entry, marks, people).state : undefined;
  return {
    ...line,
    kind: 'message',
    author: personOf(entry.author, people, words),
    own,
    content: body.content,
    progress: reach === 'read' ? 'delivered' : reach,
    via: words.via[entry.channel],
  };
}

/** What was written here and is not in the timeline yet. */
function waitingLine(
  pending: Pending,
  author: Person,
  addressOf: (pending: Pending) => string,
): shown.MessageEntry {
  const { content, state } = pending;
  return {
    key: pending.clientId,
    at: new Date(pending.at),
    kind: 'message',
    author,
    own: true,
    progress: state === 'failed' || state === 'sent' ? state : 'waiting',
    content: content.kind === 'text' ? content : draftContent(pending, content, addressOf(pending)),
  };
}

/** A file that is on its way, as if it had arrived. */
export function draftContent(
  { clientId }: Pending,
  { blob, name, caption }: Extract<Pending['content'], { kind: 'upload' }>,
  url: string,
): shown.Content {
  const kind = blob.type.startsWith('image/') ? 'image' : 'file';
  const file = { id: clientId, name, media_type: blob.type, size: blob.size, url };
  return { kind, caption, file };
}

/** The lines of the timeline. `addressOf` gives the address, in this page, of a file that is on its way. */
export function customerLines(
  state: ConversationState,
  me: Person,
  addressOf: (pending: Pending) => string,
  words: CustomerWords,
): shown.Entry[] {
  return [
    ...state.entries.flatMap((entry) => lineOf(entry, state, words) ?? []),
    ...state.pending.map((pending) => waitingLine(pending, me, addressOf)),
  ];
}

/** How far the people of the business have read. */
export function businessMarks(state: ConversationState, words: CustomerWords): shown.ReadMark[] {
  return state.marks
    .filter((mark) => sideOf(mark.reader) === 'business' && mark.read > 0)
    .map((mark) => ({ reader: personOf(mark.reader, state.people, words), seq: mark.read }));
}

/** Whether the last request for an address still waits for an answer. */
export function emailIsWanted({ entries }: ConversationState): boolean {
  const last = entries.findLast(
    ({ body }) =>
      (body.kind === 'event' && body.event.type === 'email_given') ||
      (body.kind === 'message' && body.content.kind === 'email_request'),
  );
  return last?.body.kind === 'message';
}
