/** What an app sees of the client: a `Client`, its `Conversation`s and its `HeadList`. */
import type { Change } from './amend.ts';
import type { Http } from './http.ts';
import type {
  Append,
  Author,
  DeskHead,
  Entry,
  ErrorCode,
  InboxHead,
  Limits,
  Message,
  Page,
  Person,
  ReadMark,
  ServerFrame,
  VoiceContent,
} from './schema.ts';
import type { Readable } from './store.ts';

/** Why something could not be done: the server's code, or `unreachable` where there was no answer at all. */
export type ProblemCode = ErrorCode | 'unreachable';

export type App = 'widget' | 'messenger' | 'desk';

/**
 * `waiting`: not connected, trying again by itself. `ended`: trying again would not help; `reason` says why, and
 * `Client.start()` begins anew, after signing in. `since` is when the line was lost or the phase began (ms, Date.now()).
 */
export interface Status {
  phase: 'idle' | 'connecting' | 'online' | 'waiting' | 'ended';
  since: number;
  reason: 'signed_out' | 'forbidden' | 'protocol' | null;
}

/** What a person said and the server has not yet shown in the timeline. Shown below the entries, in this order. */
export interface Pending {
  clientId: string;
  /** null: the visitor's conversation that does not exist yet. */
  conversation: string | null;
  content: PendingContent;
  note: boolean;
  replyTo: number | null;
  /** Milliseconds, Date.now() of the sender. */
  at: number;
  /** `sent`: acknowledged; its entry comes next. `failed`: `problem` says why; `retry` or `discard` it. */
  state: 'waiting' | 'uploading' | 'sending' | 'sent' | 'failed';
  /** 0 to 1 of the upload. */
  progress: number;
  problem: PendingProblem | null;
}

export interface PendingProblem {
  code: ProblemCode;
  detail: string;
  /** Of an answer: what is wrong with which field. */
  errors?: Record<string, string> | null | undefined;
}

/** What is shown as it is sent, or is sent as a `draft` of its own. */
export type PendingContent =
  | { kind: 'upload'; blob: Blob; name: string; caption: string; shown?: Recorded }
  | Message['content'];

/** What is known of a voice message where it was recorded. */
export type Recorded = Pick<VoiceContent, 'kind' | 'duration_ms' | 'peaks'>;

export interface Typist {
  person: Person;
  /** What is being typed; staff alone get it. */
  text: string;
}

/** Everything known of one conversation. A new object after each change. */
export interface ConversationState {
  /** null: a visitor who has not written yet. */
  id: string | null;
  /** Whether the first page has come; a visitor who has not written has nothing to load. */
  loaded: boolean;
  /** Ordered by `seq`, each once: the end of the conversation, or the stretch that `goTo` led to. */
  entries: readonly Entry[];
  /** What is answered and lies elsewhere, by its seq; null: it is not for this reader. */
  quoted: ReadonlyMap<number, Entry | null>;
  pending: readonly Pending[];
  /** Whether there are earlier entries: `loadEarlier()`. */
  earlier: boolean;
  /** Whether there are later ones than these: `loadLater()`, `goToEnd()`. */
  later: boolean;
  /** The last seq that the conversation has. */
  head: number;
  marks: readonly ReadMark[];
  /** By id. */
  people: ReadonlyMap<string, Person>;
  online: readonly Author[];
  typing: readonly Typist[];
  /** For staff: the page that the visitor is on. */
  page: Page | null;
  /** For a visitor: the seq after which this browser sees only its own; null: not locked. */
  horizon: number | null;
  /** Of a group or a direct conversation: who of the authors this person is. */
  me: string | null;
  /** How far this reader has read (on any device), and how many messages of the other side are above that. */
  read: number;
  unread: number;
  /** The conversation was merged into this one: open that. (A visitor's client goes there by itself.) */
  movedTo: string | null;
  /** The last edit, deletion or reaction that was refused; a new object each time. */
  refusal: { kind: Change['kind']; code: ProblemCode; detail: string } | null;
  /** The conversation could not be watched. */
  problem: { code: ProblemCode; detail: string } | null;
}

export interface SendOptions {
  /** Desk only: for staff alone. */
  note?: boolean;
  replyTo?: number | null;
  /** What is sent, where that is not what is shown meanwhile. */
  draft?: Append['content'];
}

export interface FileOptions extends SendOptions {
  name?: string;
  caption?: string;
  /** It was recorded to be heard. */
  shown?: Recorded;
}

/** Where the server is asked for what there is to choose from. */
export interface Endpoint {
  http: Http;
  /** Of the API; the visitor's channel is in it. */
  path: string;
  /** For those who are signed in by cookie. */
  workspace: string | null;
}

export interface Conversation {
  readonly endpoint: Endpoint;
  readonly state: Readable<ConversationState>;
  /** Keeps the text until it is acknowledged, and sends it. Returns its client id. */
  sendText(text: string, options?: SendOptions): string;
  /** The same for a sticker, a place, a question or an answer. */
  send(content: PendingContent, options?: SendOptions): string;
  /** The same for a picture or a file; uploaded when there is a connection. */
  sendFile(file: File | Blob, options?: FileOptions): string;
  /** Sends a failed message again. */
  retry(clientId: string): void;
  /** Forgets a failed message, or one that has not been sent. */
  discard(clientId: string): void;
  /** Says that a person has seen everything up to `seq`. `delivered` is said by the client itself. */
  markRead(seq: number): void;
  /** Call at every input; throttled, and ended by itself after a pause, an empty text or a message sent. */
  typing(text: string): void;
  stopTyping(): void;
  /** Loads the page before the first entry, where there is one. Resolves when it is there, or the line was lost. */
  loadEarlier(): Promise<void>;
  loadLater(): Promise<void>;
  /** Looks where that entry is, and loads around it. False: the line was lost. */
  goTo(seq: number): Promise<boolean>;
  goToEnd(): void;
  /** The seqs of messages that say `text`, the newest first; nothing where the line is lost. */
  find(text: string): Promise<readonly number[]>;
  /** The first entry from then on. */
  findFrom(at: Date): Promise<number | undefined>;
  /**
   * Edits or deletes an own message, reacts to an entry, or ends an own poll. Kept until it is acknowledged.
   */
  amend(seq: number, change: Change): void;
  /** Ends this use of the conversation. What is loaded stays for the next `open`. */
  close(): void;
}

export type Head = DeskHead | InboxHead;

export interface HeadListState<H extends Head> {
  /** Newest first. */
  heads: readonly H[];
  loaded: boolean;
  problem: { code: ProblemCode; detail: string } | null;
}

export interface HeadList<H extends Head> {
  readonly state: Readable<HeadListState<H>>;
  /** Adds rows of a further page over HTTP. What the stream already told is newer and stays. */
  add(heads: readonly H[]): void;
  /** Puts one head that a command returned (assign, resolve, …). */
  put(head: H): void;
  /** Loads afresh. */
  reload(): void;
  close(): void;
}

export interface Client {
  readonly app: App;
  readonly status: Readable<Status>;
  /** Who speaks; null before the first welcome, and for a visitor who has not written yet. */
  readonly you: Readable<Person | null>;
  readonly limits: Readable<Limits | null>;
  start(): void;
  stop(): void;
  /** Connects again with new credentials (after sign-in, `identify`). */
  restart(): void;
  /**
   * A conversation, watched until `close()`. Opened twice it is the same one, and must be closed twice. `workspace` is
   * the business that files in it are sent to.
   */
  open(conversation: string, workspace?: string | null): Conversation;
  /** The list, kept current. `load` gets the first page over HTTP; it is called again after a `resync`. */
  list<H extends Head>(load: () => Promise<{ heads: H[]; cursor: string }>): HeadList<H>;
  /** Says which page of the shop the visitor is on. */
  look(page: Page): void;
  /** Desk only: says whether it is on a screen. */
  show(on: boolean): void;
  /** Every frame of the server, for sounds and notifications. Returns the way to stop. */
  listen(run: (frame: ServerFrame) => void): () => void;
}
