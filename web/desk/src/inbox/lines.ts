import {
  reachOf,
  sideOf,
  type Author,
  type ContactCard,
  type ConversationState,
  type Entry,
  type Happened,
  type Pending,
  type Person,
} from '@causerie/client';
import {
  amendedOf,
  draftContent,
  editableText,
  formatFull,
  Made,
  madeOf,
  waitingQuote,
} from '@causerie/ui';
import type * as ui from '@causerie/ui';

import { messages } from '../messages/index.ts';
import { messages as routing } from '../routing/messages/index.ts';
import { whyText } from '../routing/why.ts';
import { nameOf, visitorName } from './wording.ts';

const LINES = new Made<Entry, ui.Entry>();
/** Contacts as they were shown last: the same one while nothing about them changes. */
const CONTACTS = new Map<string, Person>();

/** Who an author is to the reader, with words for somebody whom nobody told us about. */
export function personOf(author: Author, people: ReadonlyMap<string, Person>): Person {
  const known = author.id === null || author.id === undefined ? undefined : people.get(author.id);
  if (known && known.name !== '') return known;
  return { ...known, kind: author.kind, id: author.id ?? author.kind, name: namelessName(author) };
}

/** Who wrote an entry: a rule, by its name, or somebody. */
function authorOf({ author, source }: Entry, people: ReadonlyMap<string, Person>): Person {
  const rule = source?.rule;
  if (!rule) return personOf(author, people);
  return { kind: author.kind, id: rule.rule, name: messages.t.byRule(rule.name) };
}

function namelessName({ kind, id }: Author): string {
  if (kind === 'system') return messages.t.automatic;
  return kind === 'contact' && id ? visitorName(id) : messages.t.somebody;
}

/** The conversation with its customer as the list knows them now: who was a visitor a minute ago may have a name. */
export function knowing(state: ConversationState, contact: ContactCard): ConversationState {
  const { id, avatar_url } = contact;
  const name = nameOf(contact);
  const before = CONTACTS.get(id);
  const same = before?.name === name && before.avatar_url === avatar_url;
  const person: Person = same ? before : { kind: 'contact', id, name, avatar_url };
  CONTACTS.set(id, person);
  return { ...state, people: new Map(state.people).set(id, person) };
}

/** An event in the agent's language. */
export function eventText(event: Happened['event'], author: Person): string {
  const words = messages.t.event;
  switch (event.type) {
    case 'case_opened':
      return words.case_opened;
    case 'case_resolved':
      return words.case_resolved(author.name);
    case 'case_reopened':
      if (author.kind === 'contact') return words.reopened_by_customer;
      if (author.kind === 'system') return words.woken;
      return words.case_reopened(author.name, event.was);
    case 'case_snoozed':
      return event.until === null
        ? words.snoozed_until_answer(author.name)
        : words.snoozed(author.name, formatFull(new Date(event.until)));
    case 'labels_changed':
      return words.labels_changed(author.name, event.added, event.removed);
    case 'priority_changed':
      return event.priority === null
        ? words.priority_none(author.name)
        : words.priority(author.name, messages.t.sort.priorities[event.priority]);
    case 'team_changed':
      if (event.why?.reason === 'rule') return words.routed(author.name);
      if (event.why) return routing.t.given(event.team_name ?? '', whyText(event.why));
      return event.team === null
        ? words.team_none(author.name)
        : words.team(author.name, event.team_name ?? '');
    case 'given_to_bot':
      return words.given_to_bot(author.name);
    case 'assigned':
      if (event.why)
        return routing.t.assigned(event.assignee_name ?? messages.t.somebody, whyText(event.why));
      if (event.assignee === null) return words.unassigned(author.name);
      if (event.assignee === author.id) return words.took(author.name);
      return words.assigned(author.name, event.assignee_name ?? messages.t.somebody);
    case 'attributes_changed':
      return words.described(author.name, event.labels);
    case 'contact_blocked':
      return event.on ? words.blocked(author.name) : words.unblocked(author.name);
    case 'sla_applied':
      return event.clock ? routing.t.due.applied(event.clock.name) : routing.t.due.none;
    case 'sla_missed':
      return routing.t.due.missed[event.target](event.policy_name);
    case 'email_given':
      return words.email_given(event.email);
    case 'identity_verified':
      return words.identity_verified(event.value);
    case 'message_held':
      return words.message_held(event.author_name);
    case 'webhook_called':
      return words.webhook_called(author.name, event.host);
    case 'came_by_link':
      return words.came_by_link(event.ref);
    case 'conversation_merged':
      return words.conversation_merged(event.count);
    case 'delivery_failed':
      return event.unknown
        ? words.delivery_unknown(event.channel)
        : words.delivery_failed(event.channel, event.detail);
    // What happens among people who talk with each other is on no desk.
    case 'group_made':
    case 'group_renamed':
    case 'group_pictured':
    case 'member_joined':
    case 'member_left':
    case 'role_given':
    case 'blocked':
      return '';
  }
}

/** What the agent may do beyond changing what is their own: take back what a colleague said. */
function rights(
  entry: Entry,
  me: string,
  moderates: boolean,
): { editable: boolean; removable: boolean } {
  const { author, body } = entry;
  const said = body.kind !== 'event' && !['deleted', 'answered'].includes(body.content.kind);
  const own = author.kind === 'staff' && author.id === me;
  const ours = author.kind === 'staff' || author.kind === 'bot';
  return {
    editable: said && own && editableText(body.content) !== undefined,
    removable: said && (own || (moderates && ours)),
  };
}

function lineOf(entry: Entry, state: ConversationState, me: string, moderates: boolean): ui.Entry {
  const author = authorOf(entry, state.people);
  const line = {
    key: entry.client_id,
    seq: entry.seq,
    at: new Date(entry.at),
    ...amendedOf(entry, state, {
      isMe: (who) => who.kind === 'staff' && who.id === me,
      person: (who) => personOf(who, state.people),
    }),
    ...rights(entry, me, moderates),
  };
  switch (entry.body.kind) {
    case 'event':
      return {
        key: line.key,
        seq: line.seq,
        at: line.at,
        kind: 'event',
        text: eventText(entry.body.event, author),
      };
    case 'note':
      return { ...line, kind: 'note', author, own: author.id === me, content: entry.body.content };
    case 'message': {
      const ways: Partial<Record<Entry['channel'], string>> = messages.t.viaChannel;
      const own = sideOf(entry.author) === 'business';
      const reach = own ? reachOf(entry, state.marks, state.people).state : undefined;
      return {
        ...line,
        kind: 'message',
        author,
        own,
        signed: own && author.id !== me,
        content: entry.body.content,
        progress: reach === 'read' ? 'delivered' : reach,
        via: ways[entry.channel],
      };
    }
  }
}

/** What was written here and is not in the timeline yet. `addressOf` gives a blob's address in this page. */
function waitingLine(
  pending: Pending,
  conversation: ConversationState,
  me: Person,
  addressOf: (pending: Pending) => string,
): ui.Entry {
  const { content } = pending;
  const line = { key: pending.clientId, at: new Date(pending.at), author: me, own: true };
  const shown: ui.Content =
    content.kind === 'upload' ? draftContent(pending, content, addressOf(pending)) : content;
  const { state } = pending;
  if (pending.note) {
    const waits = state === 'sent' ? undefined : state === 'failed' ? 'failed' : 'waiting';
    return { ...line, kind: 'note', content: shown, progress: waits };
  }
  const progress = state === 'failed' || state === 'sent' ? state : 'waiting';
  const quote = waitingQuote(pending, conversation, (who) => personOf(who, conversation.people));
  return { ...line, ...quote, kind: 'message', content: shown, progress };
}

/** A conversation as the timeline shows it to the agent `me`. */
export function toLines(
  state: ConversationState,
  me: Person,
  moderates: boolean,
  addressOf: (pending: Pending) => string,
): ui.Entry[] {
  return [
    ...state.entries.map((entry) =>
      LINES.get(entry, [me.id, moderates, ...madeOf(entry, state)], () =>
        lineOf(entry, state, me.id, moderates),
      ),
    ),
    // What is written now stands at the end, and is shown where the end is.
    ...(state.later
      ? []
      : state.pending.map((pending) => waitingLine(pending, state, me, addressOf))),
  ];
}

/**
 * The last of our messages that the customer has read. That they read their own is no news, nor what colleagues
 * have read.
 */
export function customerMarks(state: ConversationState): ui.ReadMark[] {
  return state.marks
    .filter((mark) => sideOf(mark.reader) === 'customer')
    .flatMap((mark) => {
      const last = state.entries.findLast(
        (entry) =>
          entry.seq <= mark.read &&
          entry.body.kind === 'message' &&
          sideOf(entry.author) === 'business',
      );
      return last ? [{ reader: personOf(mark.reader, state.people), seq: last.seq }] : [];
    });
}

/**
 * How far the staff together have read, where the customer has written more since; undefined where nothing was
 * missed. What a colleague has answered is not new to the next one.
 */
export function missedAfter({ entries, marks }: ConversationState): number | undefined {
  const ours = marks.filter((mark) => sideOf(mark.reader) === 'business');
  const read = Math.max(0, ...ours.map((mark) => mark.read));
  const missed = entries.some(
    ({ seq, author, body }) => seq > read && author.kind === 'contact' && body.kind === 'message',
  );
  return missed ? read : undefined;
}
