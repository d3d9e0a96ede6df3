import {
  reachOf,
  type Author,
  type ConversationState,
  type Entry,
  type Pending,
  type Person,
} from '@causerie/client';

import { safeAddress } from '../content/address.ts';
import { contentWords } from '../content/words.ts';
import { locale } from '../i18n/locale.svelte.ts';
import type { MessageEntry, Quote } from './entry.ts';

/** How long a customer may change what they said, as the server has it. */
const CUSTOMER_MS = 24 * 3600_000;

/** Who looks, and how they see others. */
export interface Onlooker {
  isMe: (who: Author) => boolean;
  person: (who: Author) => Person;
}

/** What people did with an entry after it was said. */
export function amendedOf(
  entry: Entry,
  state: Pick<ConversationState, 'entries' | 'quoted'>,
  { isMe, person }: Onlooker,
): Pick<MessageEntry, 'edited' | 'reactions' | 'quote' | 'answers' | 'card'> {
  const { body, reactions, answers, card } = entry;
  const answered = body.kind === 'message' ? body.reply_to : null;
  return {
    ...(entry.edited_at !== undefined && { edited: true }),
    ...(card && { card }),
    ...(answers && {
      answers: { ...answers, mine: answers.given.findLast(({ who }) => isMe(who)) },
    }),
    ...(reactions && {
      reactions: reactions.map(({ emoji, people }) => ({
        emoji,
        count: people.length,
        mine: people.some(isMe),
        names: people.map((who) => person(who).name).join(', '),
      })),
    }),
    ...(typeof answered === 'number' && { quote: quoteOf(answered, state, person) }),
  };
}

/** All that a line is made of and that may change: how far it got, who speaks, what it answers, who reacted. */
export function madeOf(entry: Entry, state: ConversationState): unknown[] {
  const { body, author, reactions } = entry;
  const answered = body.kind === 'message' ? body.reply_to : null;
  return [
    reachOf(entry, state.marks, state.people, state.me).state,
    state.people.get(author.id ?? ''),
    typeof answered === 'number' &&
      (bySeq(state.entries).get(answered) ?? state.quoted.get(answered)),
    reactions && state.people,
    locale.current,
  ];
}

/** What a message that waits to be sent answers. */
export function waitingQuote(
  { replyTo }: Pending,
  state: Pick<ConversationState, 'entries' | 'quoted'>,
  person: (who: Author) => Person,
): { quote?: Quote } {
  return replyTo === null ? {} : { quote: quoteOf(replyTo, state, person) };
}

/** Whether a customer may still change this entry of theirs. */
export function isFresh(entry: Entry): boolean {
  return Date.now() - Date.parse(entry.at) < CUSTOMER_MS;
}

const BY_SEQ = new WeakMap<readonly Entry[], ReadonlyMap<number, Entry>>();

function bySeq(entries: readonly Entry[]): ReadonlyMap<number, Entry> {
  const known = BY_SEQ.get(entries) ?? new Map(entries.map((entry) => [entry.seq, entry]));
  BY_SEQ.set(entries, known);
  return known;
}

function quoteOf(
  seq: number,
  { entries, quoted }: Pick<ConversationState, 'entries' | 'quoted'>,
  person: (who: Author) => Person,
): Quote {
  const entry = bySeq(entries).get(seq) ?? quoted.get(seq);
  if (!entry) return { seq, gone: entry === null };
  const { body } = entry;
  if (body.kind === 'event') return { seq, gone: true };
  const { content } = body;
  const picture =
    content.kind === 'image' ? safeAddress(content.file.thumbnail_url ?? '') : undefined;
  return {
    seq,
    gone: content.kind === 'deleted',
    author: person(entry.author).name,
    text: contentWords(content).slice(0, 200),
    ...(picture !== undefined && { picture }),
  };
}
