import type { Answers, Conversation, Given, LinkCard, Message, Person } from '@causerie/client';

/** What a timeline shows: plain values, whatever carried them here. */

export type Content = Message['content'];

/** How far an own message has come. `waiting` is in this browser only; `failed` was refused. */
export type Progress = 'waiting' | 'failed' | 'sent' | 'delivered';

interface Line {
  /** The same for an entry while it waits and when it has its `seq`. */
  key: string;
  /** The dense number in the conversation; undefined while it waits to be sent. */
  seq?: number | undefined;
  at: Date;
}

/** What an entry answers, in a few words. */
export interface Quote {
  seq: number;
  /** It was deleted, or is not for this reader. Neither gone nor with a text: it is on its way. */
  gone: boolean;
  author?: string;
  text?: string;
  picture?: string;
}

export interface ShownReaction {
  emoji: string;
  count: number;
  /** The reader's own is among them. */
  mine: boolean;
  names: string;
}

/** What was done with it after it was said, and what this reader may do. */
interface Amendable {
  edited?: boolean | undefined;
  reactions?: readonly ShownReaction[] | undefined;
  quote?: Quote | undefined;
  /** What the page that it links to says of itself. */
  card?: LinkCard | undefined;
  editable?: boolean | undefined;
  removable?: boolean | undefined;
  /** Of a question that was answered or closed, with the reader's own last answer. */
  answers?: (Answers & { mine: Given | undefined }) | undefined;
}

export interface MessageEntry extends Line, Amendable {
  kind: 'message';
  author: Person;
  /** Written by this side: the reader, or (in the desk) any of the staff. */
  own: boolean;
  /** Of this side, but by another than the reader: it says by whom. */
  signed?: boolean | undefined;
  content: Content;
  progress?: Progress | undefined;
  /** The channel, where it is worth saying: "by e-mail". */
  via?: string | undefined;
}

export interface NoteEntry extends Line, Amendable {
  kind: 'note';
  author: Person;
  own: boolean;
  content: Content;
  progress?: Extract<Progress, 'waiting' | 'failed'> | undefined;
}

export interface EventEntry extends Line {
  kind: 'event';
  /** In the reader's language: "Anna joined". */
  text: string;
}

export type Entry = MessageEntry | NoteEntry | EventEntry;

/** How far somebody has read. */
export interface ReadMark {
  reader: Person;
  seq: number;
}

/** What a reader may do about an entry. What is left out cannot be done here, and no control offers it. */
export interface Actions {
  /** Where answers go. */
  talk?: Conversation;
  /** Sends a failed message again. */
  retry?: (entry: MessageEntry | NoteEntry) => void;
  /** Forgets a failed message. */
  discard?: (entry: MessageEntry | NoteEntry) => void;
  reply?: (entry: MessageEntry | NoteEntry) => void;
  edit?: (entry: MessageEntry | NoteEntry) => void;
  remove?: (entry: MessageEntry | NoteEntry) => void;
  react?: (entry: MessageEntry | NoteEntry, emoji: string, on: boolean) => void;
  /** An address at which others find it. */
  link?: (entry: MessageEntry | NoteEntry) => string;
  /** Looks where that entry is. */
  goTo?: (seq: number) => void;
  /** Answers the request for an address; a refusal rejects with words for the reader. */
  giveEmail?: (email: string) => Promise<void>;
}

/** Somebody who is typing, with what is being typed where this side may see it before it is sent. */
export interface TypingPerson {
  person: Person;
  text?: string | undefined;
}
