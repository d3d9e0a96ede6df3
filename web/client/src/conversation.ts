import type { App, Conversation, ConversationState, SendOptions } from './model.ts';
import type { Outbox } from './outbox.ts';
import { further, furthest, same, sideOf } from './reach.ts';
import type {
  Author,
  ClientFrame,
  Entries,
  Entry,
  Person,
  ReadMark,
  ServerFrame,
  Watch,
} from './schema.ts';
import { Store } from './store.ts';
import { EMPTY, meet, rewind, take, type Timeline } from './timeline.ts';
import { Typists, TypingSender } from './typing.ts';

const PAGE_ENTRIES = 100;
const BEFORE_ENTRIES = 50;
const PULL_AGAIN_MS = 2_000;

const BLANK: ConversationState = {
  id: null,
  loaded: false,
  entries: [],
  pending: [],
  earlier: false,
  head: 0,
  marks: [],
  people: new Map(),
  online: [],
  typing: [],
  page: null,
  horizon: null,
  read: 0,
  unread: 0,
  movedTo: null,
  problem: null,
};

export interface ConversationPorts {
  app: App;
  outbox: Outbox;
  /** Sends where the line is up; false where it is not. */
  send(...frames: ClientFrame[]): boolean;
  you(): Person | null;
  closed(): void;
}

/** One conversation as this client knows it: its timeline, and what may be lost. */
export class LiveConversation implements Conversation {
  readonly state: Store<ConversationState>;
  /** How often it is open. At 0 nothing is listened to, and what is loaded waits for the next time. */
  uses = 0;
  readonly #ports: ConversationPorts;
  readonly #workspace: string | null;
  #timeline: Timeline = EMPTY;
  readonly #unsubscribe: () => void;
  /** The `after` of the pull that is on its way. */
  #pulling: number | null = null;
  /** The page before the first entry, on its way. */
  #earlier: Promise<void> | null = null;
  #earlierCame: () => void = () => undefined;
  /** How far this person is, whether the server has heard of it or not, and what it has heard. */
  #reached = { delivered: 0, read: 0 };
  #told = { delivered: 0, read: 0 };
  readonly #typists = new Typists((typing) => {
    this.#set({ typing });
  });
  readonly #typing = new TypingSender((on, text) => {
    const { id } = this.state.get();
    if (id === null) return;
    const { app } = this.#ports;
    this.#ports.send({ t: 'typing', conversation: id, on, ...(app === 'widget' && { text }) });
  });

  constructor(id: string | null, workspace: string | null, ports: ConversationPorts) {
    this.#ports = ports;
    this.#workspace = workspace;
    this.state = new Store({ ...BLANK, id, loaded: id === null });
    this.#unsubscribe = ports.outbox.pending.subscribe(() => {
      this.#showPending();
    });
  }

  get id(): string | null {
    return this.state.get().id;
  }

  // what apps call ----------------------------------------------------------------------------------------------

  sendText(text: string, options: SendOptions = {}): string {
    return this.#send({ kind: 'text', text }, options);
  }

  sendFile(file: File | Blob, options: SendOptions & { name?: string; caption?: string } = {}) {
    const name = options.name ?? (file instanceof File ? file.name : 'file');
    return this.#send(
      { kind: 'upload', blob: file, name, caption: options.caption ?? '' },
      options,
    );
  }

  retry(clientId: string): void {
    this.#ports.outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.#ports.outbox.discard(clientId);
  }

  markRead(seq: number): void {
    if (seq <= this.state.get().read) return;
    this.#reached = { delivered: Math.max(seq, this.#reached.delivered), read: seq };
    this.#mark();
    this.#count();
  }

  typing(text: string): void {
    this.#typing.input(text);
  }

  stopTyping(): void {
    this.#typing.stop();
  }

  loadEarlier(): Promise<void> {
    const { id, earlier } = this.state.get();
    if (id === null || !earlier) return Promise.resolve();
    const before = this.#timeline.low + 1;
    return (this.#earlier ??= new Promise((resolve) => {
      this.#earlierCame = resolve;
      const limit = PAGE_ENTRIES;
      if (!this.#ports.send({ t: 'pull', conversation: id, before, limit })) this.#endEarlier();
    }));
  }

  async reach(seq: number): Promise<void> {
    for (let low = Infinity; this.#timeline.low >= seq && this.#timeline.low < low;) {
      low = this.#timeline.low;
      await this.loadEarlier();
    }
  }

  close(): void {
    if (this.uses === 0) return;
    this.uses -= 1;
    if (this.uses > 0) return;
    this.#typing.stop();
    this.#typists.clear();
    if (this.id !== null) this.#ports.send({ t: 'unwatch', conversation: this.id });
    this.#set({ online: [], page: null });
    this.#ports.closed();
  }

  // what the client calls ---------------------------------------------------------------------------------------

  /** Where nothing is loaded yet: begins near this entry, and not at the end. */
  beginNear(seq: number): void {
    const low = Math.max(0, seq - BEFORE_ENTRIES);
    if (this.#timeline.have === null) this.#timeline = { ...EMPTY, low, have: low };
  }

  /** The frame that watches from what is known on. */
  watch(): Watch[] {
    if (this.uses === 0 || this.id === null) return [];
    return [{ t: 'watch', conversation: this.id, after: this.#timeline.have }];
  }

  /** There may be a conversation; the welcome will tell which. */
  expect(): void {
    this.#set({ loaded: false });
  }

  /** Another conversation from now on: the visitor's was made, merged or forgotten. */
  bind(id: string | null): void {
    if (id === this.id) {
      if (id === null) this.#set({ loaded: true });
      return;
    }
    const { pending } = this.state.get();
    this.reset();
    this.state.set({ ...BLANK, pending, id, loaded: id === null });
    this.#showPending();
    this.#rewatch();
  }

  #rewatch(): void {
    const frames = this.watch();
    if (frames.length > 0) this.#ports.send(...frames);
  }

  /** Forgets everything loaded: the server's data are of another epoch. */
  reset(): void {
    this.#timeline = EMPTY;
    this.#reached = { delivered: 0, read: 0 };
    this.#told = { delivered: 0, read: 0 };
    this.#typists.clear();
    this.state.set({ ...BLANK, id: this.id, loaded: this.id === null });
    this.#showPending();
    this.down();
  }

  /** Nothing will be asked of this object any more. */
  forget(): void {
    this.#typists.clear();
    this.#unsubscribe();
  }

  down(): void {
    this.#pulling = null;
    this.#endEarlier();
  }

  /** The browser was verified: what came after the horizon is for it now. */
  #unlock(): void {
    const { horizon } = this.state.get();
    if (horizon === null) return;
    this.#timeline = rewind(this.#timeline, horizon);
    this.#set({ horizon: null });
    this.#rewatch();
  }

  take(frame: ServerFrame): void {
    switch (frame.t) {
      case 'watching':
        this.#timeline = { ...this.#timeline, people: meet(this.#timeline.people, frame.people) };
        this.#set({
          people: this.#timeline.people,
          online: frame.online,
          page: frame.page,
          problem: null,
        });
        if (!frame.locked) this.#unlock();
        else if (this.state.get().horizon === null) this.#set({ horizon: 0 }); // `locked` tells more.
        this.#told = { delivered: 0, read: 0 };
        this.#takeMarks(frame.marks);
        break;
      case 'entries':
        this.#takeEntries(frame);
        break;
      case 'marked':
        if (frame.person !== null) this.#meet(frame.person);
        this.#takeMarks([frame.mark]);
        break;
      case 'is_typing':
        this.#typists.take(frame);
        break;
      case 'online':
        if (frame.person) this.#meet(frame.person);
        this.#set({ online: present(this.state.get().online, frame.who, frame.on) });
        if (!frame.on && frame.who.id) this.#typists.forget(frame.who.id);
        break;
      case 'is_looking':
        this.#set({ page: frame.page });
        break;
      case 'locked': {
        const { horizon } = this.state.get();
        this.#set({ horizon: frame.horizon });
        // It begins now: the server ended the watch, and what this browser writes is still for it.
        if (horizon === null) this.#rewatch();
        break;
      }
      case 'moved':
        this.#set({ movedTo: frame.into });
        break;
      case 'error':
        this.#refused(frame.code, frame.detail, frame.retry_after_ms ?? null);
        break;
    }
  }

  #refused(
    code: NonNullable<ConversationState['problem']>['code'],
    detail: string,
    retryAfterMs: number | null,
  ): void {
    this.#pulling = null;
    this.#endEarlier();
    if (retryAfterMs === null && code !== 'unavailable') {
      this.#set({ problem: { code, detail } });
      return;
    }
    setTimeout(() => {
      this.#rewatch();
    }, retryAfterMs ?? PULL_AGAIN_MS);
  }

  #takeEntries(frame: Entries): void {
    const before = this.#timeline;
    const { timeline, pull } = take(before, frame);
    this.#timeline = timeline;
    if (pull !== null && pull !== this.#pulling) {
      this.#pulling = pull;
      this.#ports.send({ t: 'pull', conversation: frame.conversation, after: pull });
    }
    this.#ports.outbox.seen(frame);
    for (const { author } of frame.entries) if (author.id) this.#typists.forget(author.id);
    this.#set({
      loaded: true,
      entries: timeline.entries,
      earlier: timeline.low > 0,
      head: timeline.head,
      people: timeline.people,
    });
    this.#showPending();
    this.#count();
    this.#deliver();
    if (timeline.low < before.low) this.#endEarlier();
  }

  #endEarlier(): void {
    this.#earlier = null;
    this.#earlierCame();
  }

  #takeMarks(told: readonly ReadMark[]): void {
    const marks = told.reduce(further, this.state.get().marks);
    this.#set({ marks });
    const own = marks.find(({ reader }) => this.#isMe(reader));
    if (own) {
      this.#reached = furthest(this.#reached, own);
      this.#told = furthest(this.#told, own);
    }
    this.#count();
    this.#deliver();
    this.#mark();
  }

  /** Whether that is this person, as far as marks go: a customer's conversation has one customer. */
  #isMe(reader: Author): boolean {
    if (this.#ports.app !== 'desk') return sideOf(reader) === 'customer';
    return reader.id === this.#ports.you()?.id;
  }

  #isForMe({ author, body }: Entry): boolean {
    const own = this.#ports.app === 'desk' ? 'business' : 'customer';
    return body.kind === 'message' && sideOf(author) !== own;
  }

  /** Tells that what the other side said reached this device. */
  #deliver(): void {
    const last = this.#timeline.entries.findLast((entry) => this.#isForMe(entry));
    if (!last || last.seq > (this.#timeline.have ?? 0)) return;
    this.#reached.delivered = Math.max(this.#reached.delivered, last.seq);
    this.#mark();
  }

  #mark(): void {
    const { delivered, read } = this.#reached;
    if (this.id === null || this.uses === 0) return;
    if (delivered <= this.#told.delivered && read <= this.#told.read) return;
    if (this.#ports.send({ t: 'mark', conversation: this.id, delivered, read }))
      this.#told = { delivered, read };
  }

  #count(): void {
    const { read } = this.#reached;
    const unread = this.#timeline.entries.filter(
      (entry) => entry.seq > read && this.#isForMe(entry),
    );
    this.#set({ read, unread: unread.length });
  }

  #meet(person: Person): void {
    this.#timeline = { ...this.#timeline, people: meet(this.#timeline.people, [person]) };
    this.#set({ people: this.#timeline.people });
  }

  #send(
    content: Parameters<Outbox['add']>[0]['content'],
    { note = false, replyTo = null }: SendOptions,
  ): string {
    this.#typing.stop();
    return this.#ports.outbox.add({
      content,
      note,
      replyTo,
      conversation: this.id,
      workspace: this.#workspace,
    });
  }

  #showPending(): void {
    const { id, pending } = this.state.get();
    // An entry is shown once, even where it arrived before its ack.
    const shown = new Set(this.#timeline.entries.slice(-PAGE_ENTRIES).map((e) => e.client_id));
    const next = this.#ports.outbox.pending
      .get()
      .filter((item) => item.conversation === id && !shown.has(item.clientId));
    if (next.length > 0 || pending.length > 0) this.#set({ pending: next });
  }

  #set(change: Partial<ConversationState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}

function present(online: readonly Author[], who: Author, on: boolean): readonly Author[] {
  const others = online.filter((author) => !same(author, who));
  return on ? [...others, who] : others;
}
