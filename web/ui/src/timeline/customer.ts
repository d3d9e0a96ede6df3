/** A conversation as its customer sees it: in the widget and in the messenger. */
import {
  isMine,
  reachOf,
  type Author,
  type ConversationState,
  type Entry,
  type Happened,
  type Pending,
  type Person,
} from '@causerie/client';

import { editableText } from '../content/words.ts';
import { amendedOf, isFresh, madeOf, waitingQuote } from './amended.ts';
import type * as shown from './entry.ts';
import { Made } from './made.ts';

/** What is deleted already, and what cannot be taken back. */
const STAYS = ['deleted', 'answered'];
const LINES = new Made<Entry, shown.Entry | undefined>();

/** What the customer's app says in its own words. */
export interface CustomerWords {
  /** Who speaks for the business where no name is known. */
  business: string;
  /** Over which channel, where it is worth saying. */
  via: Partial<Record<Entry['channel'], string>>;
  /** undefined for what concerns the business alone. `by`: who did it. */
  event: (event: Happened['event'], by: Person) => string | undefined;
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
  state: ConversationState,
  words: CustomerWords,
): shown.Entry | undefined {
  const { marks, people, me } = state;
  const line = { key: entry.client_id, seq: entry.seq, at: new Date(entry.at) };
  const { body } = entry;
  if (body.kind === 'event') {
    const text = words.event(body.event, personOf(entry.author, people, words));
    return text === undefined ? undefined : { ...line, kind: 'event', text };
  }
  if (body.kind === 'note') return undefined;
  const own = isMine(entry.author, me);
  const reach = own ? reachOf(entry, marks, people, me).state : undefined;
  return {
    ...line,
    kind: 'message',
    author: personOf(entry.author, people, words),
    own,
    content: body.content,
    ...amendedOf(entry, state, {
      isMe: (who) => isMine(who, me),
      person: (who) => personOf(who, people, words),
    }),
    removable: own && !STAYS.includes(body.content.kind) && isFresh(entry),
    editable: own && editableText(body.content) !== undefined && isFresh(entry),
    progress: reach === 'read' ? 'delivered' : reach,
    via: words.via[entry.channel],
  };
}

/** What was written here and is not in the timeline yet. */
function waitingLine(
  pending: Pending,
  state: ConversationState,
  words: CustomerWords,
  author: Person,
  addressOf: (pending: Pending) => string,
): shown.MessageEntry {
  const { content } = pending;
  return {
    key: pending.clientId,
    at: new Date(pending.at),
    kind: 'message',
    author,
    own: true,
    ...waitingQuote(pending, state, (who) => personOf(who, state.people, words)),
    progress: pending.state === 'failed' || pending.state === 'sent' ? pending.state : 'waiting',
    content:
      content.kind === 'upload' ? draftContent(pending, content, addressOf(pending)) : content,
  };
}

/** A file that is on its way, as if it had arrived. */
export function draftContent(
  { clientId }: Pending,
  { blob, name, caption, shown }: Extract<Pending['content'], { kind: 'upload' }>,
  url: string,
): shown.Content {
  const kind = blob.type.startsWith('image/') ? 'image' : 'file';
  const file = { id: clientId, name, media_type: blob.type, size: blob.size, url };
  return shown ? { ...shown, caption, file } : { kind, caption, file };
}

/** The lines of the timeline. `addressOf` gives the address, in this page, of a file that is on its way. */
export function customerLines(
  state: ConversationState,
  me: Person,
  addressOf: (pending: Pending) => string,
  words: CustomerWords,
): shown.Entry[] {
  return [
    ...state.entries.flatMap((entry) => {
      const of = [words, state.me, ...madeOf(entry, state)];
      return LINES.get(entry, of, () => lineOf(entry, state, words)) ?? [];
    }),
    // What is written now stands at the end, and is shown where the end is.
    ...(state.later
      ? []
      : state.pending.map((pending) => waitingLine(pending, state, words, me, addressOf))),
  ];
}

/** How far the people of the business, or of the group, have read. */
export function othersMarks(state: ConversationState, words: CustomerWords): shown.ReadMark[] {
  return state.marks
    .filter((mark) => !isMine(mark.reader, state.me) && mark.read > 0)
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
