import { expected, type Change } from './amend.ts';
import { Awaited } from './awaited.ts';
import { linkCards } from './linkCards.ts';
import { Loaded } from './loaded.ts';
import type {
  App,
  Conversation,
  ConversationState,
  Endpoint,
  FileOptions,
  PendingContent,
  SendOptions,
} from './model.ts';
import type { Outbox } from './outbox.ts';
import { further, furthest, isMine, same, sideOf } from './reach.ts';
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
import { meet, rewind } from './timeline.ts';
import { Typists, TypingSender } from './typing.ts';

const PAGE_ENTRIES = 100;
const PULL_AGAIN_MS = 2_000;

const BLANK: ConversationState = {
  id: null,
  loaded: false,
  entries: [],
  quoted: new Map(),
  pending: [],
  earlier: false,
  later: false,
  head: 0,
  marks: [],
  people: new Map(),
  online: [],
  typing: [],
  page: null,
  horizon: null,
  me: null,
  read: 0,
  unread: 0,
  movedTo: null,
  refusal: null,
  problem: null,
};

export interface ConversationPorts {
  app: App;
  outbox: Outbox;
  /** Sends where the line is up; false where it is not. */
  send(...frames: ClientFrame[]): boolean;
  you(): Person | null;
  endpoint: Omit<Endpoint, 'workspace'>;
  closed(): void;
}

/** One conversation as this client knows it: its timeline, and what may be lost. */
export class LiveConversation implements Conversation {
  readonly state: Store<ConversationState>;
  /** How often it is open. At 0 nothing is listened to, and what is loaded waits for the next time. */
  uses = 0;
  /** Called before something is said. */
  onsend: (() => void) | undefined;
  readonly #ports: ConversationPorts;
  readonly #workspace: string | null;
  readonly #loaded = new Loaded();
  readonly #subscriptions: (() => void)[];
  /** The `after` of the pull that is on its way. */
  #pulling: number | null = null;
  /** What was asked for and is on its way; each is told when it came, or that it will not. */
  readonly #earlier = new Awaited();
  readonly #later = new Awaited();
  readonly #around = new Awaited();
  readonly #finding = new Awaited<readonly number[]>();
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
    const { outbox } = ports;
    this.#subscriptions = [
      outbox.pending.subscribe(() => {
        this.#showPending();
      }),
      outbox.amendments.subscribe(() => {
        this.#show();
      }),
      outbox.refusal.subscribe((refusal) => {
        if (refusal === null || refusal.conversation !== this.id) return;
        const { change, code, detail } = refusal;
        this.#set({ refusal: { kind: change.kind, code, detail } });
      }),
    ];
  }

  get endpoint(): Endpoint {
    return { ...this.#ports.endpoint, workspace: this.#workspace };
  }

  get id(): string | null {
    return this.state.get().id;
  }

  // what apps call ----------------------------------------------------------------------------------------------

  sendText(text: string, options: SendOptions = {}): string {
    return this.send({ kind: 'text', text, ...(!linkCards.wanted && { card: false }) }, options);
  }

  send(content: PendingContent, { note = false, replyTo = null, draft }: SendOptions = {}): string {
    this.#typing.stop();
    this.onsend?.();
    return this.#ports.outbox.add({
      content,
      ...(draft && { draft }),
      note,
      replyTo,
      conversation: this.id,
      workspace: this.#workspace,
    });
  }

  sendFile(file: File | Blob, options: FileOptions = {}) {
    const name = options.name ?? (file instanceof File ? file.name : 'file');
    const { caption = '', shown } = options;
    return this.send(
      { kind: 'upload', blob: file, name, caption, ...(shown && { shown }) },
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

  amend(of: number, change: Change): void {
    const { id: conversation } = this;
    const content = { kind: 'amend', of, change } as const;
    if (conversation !== null)
      this.#ports.outbox.add({
        content,
        note: false,
        replyTo: null,
        conversation,
        workspace: null,
      });
  }

  async loadEarlier(): Promise<void> {
    if (!this.state.get().earlier) return;
    await this.#earlier.ask(() => this.#pull({ before: this.#loaded.shown.low + 1 }));
  }

  async loadLater(): Promise<void> {
    if (!this.state.get().later) return;
    await this.#later.ask(() => this.#pull({ after: this.#loaded.shown.have }));
  }

  async goTo(seq: number): Promise<boolean> {
    if (seq > (this.#loaded.end.have ?? 0)) return false;
    if (!this.#loaded.showLoaded(seq)) {
      this.#around.end();
      await this.#around.ask(() => {
        this.#loaded.seek(seq);
        return this.#pull({ before: seq + 1 }) && this.#pull({ after: seq });
      });
    }
    this.#show();
    return this.#loaded.showLoaded(seq);
  }

  goToEnd(): void {
    this.#loaded.showEnd();
    this.#show();
  }

  async find(text: string): Promise<readonly number[]> {
    return this.#find({ text });
  }

  async findFrom(at: Date): Promise<number | undefined> {
    return (await this.#find({ at: at.toISOString() }))[0];
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

  /** The frame that watches from what is known on. */
  watch(): Watch[] {
    if (this.uses === 0 || this.id === null) return [];
    return [{ t: 'watch', conversation: this.id, after: this.#loaded.end.have }];
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
    this.#loaded.reset();
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
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  down(): void {
    this.#pulling = null;
    this.#loaded.lost();
    for (const asked of [this.#earlier, this.#later, this.#around, this.#finding]) asked.end();
  }

  /** The browser was verified: what came after the horizon is for it now. */
  #unlock(): void {
    const { horizon } = this.state.get();
    if (horizon === null) return;
    this.#loaded.end = rewind(this.#loaded.end, horizon);
    this.#set({ horizon: null });
    this.#rewatch();
  }

  take(frame: ServerFrame): void {
    switch (frame.t) {
      case 'watching':
        this.#meet(...frame.people);
        this.#set({
          online: frame.online,
          page: frame.page,
          me: frame.you ?? null,
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
      case 'found':
        this.#finding.end(frame.seqs);
        break;
      case 'marked':
        if (frame.person !== null) this.#meet(frame.person);
        this.#takeMarks([frame.mark]);
        break;
      case 'is_typing':
        if (frame.person.id !== this.state.get().me) this.#typists.take(frame);
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
    this.down();
    if (retryAfterMs === null && code !== 'unavailable') {
      this.#set({ problem: { code, detail } });
      return;
    }
    setTimeout(() => {
      this.#rewatch();
    }, retryAfterMs ?? PULL_AGAIN_MS);
  }

  #takeEntries(frame: Entries): void {
    const { low, have } = this.#loaded.shown;
    const pull = this.#loaded.take(frame);
    if (pull !== null && pull !== this.#pulling) {
      this.#pulling = pull;
      this.#ports.send({ t: 'pull', conversation: frame.conversation, after: pull });
    }
    this.#ports.outbox.seen(frame);
    for (const { author } of frame.entries) if (author.id) this.#typists.forget(author.id);
    this.#meet(...frame.people);
    this.#set({ loaded: true, head: this.#loaded.end.head });
    this.#show();
    this.#showPending();
    this.#count();
    this.#deliver();
    const { shown } = this.#loaded;
    if (shown.low < low) this.#earlier.end();
    if (shown.have !== have || this.#loaded.atEnd) this.#later.end();
    if (!this.#loaded.isSeeking) this.#around.end();
  }

  /** Tells what is looked at, with what was changed here and is not acknowledged yet. */
  #show(): void {
    const { shown, atEnd, quoted } = this.#loaded;
    const changes = this.#ports.outbox.amendments
      .get()
      .filter((one) => one.conversation === this.id);
    const you = this.#ports.you();
    const id = this.state.get().me ?? you?.id ?? null;
    const me = { kind: you?.kind ?? 'contact', id } as const;
    const entries = shown.entries.map((entry) =>
      changes
        .filter(({ of }) => of === entry.seq)
        .reduce((so, { change }) => expected(so, change, me, this.#isMe.bind(this)), entry),
    );
    this.#set({
      entries: changes.length > 0 ? entries : shown.entries,
      quoted,
      earlier: shown.low > 0,
      later: !atEnd,
    });
    for (const seq of this.#loaded.unknownQuotes()) this.#pull({ after: seq - 1, before: seq + 1 });
  }

  #pull(range: { after?: number | null; before?: number }): boolean {
    if (this.id === null) return false;
    return this.#ports.send({ t: 'pull', conversation: this.id, ...range, limit: PAGE_ENTRIES });
  }

  async #find(asked: { text: string } | { at: string }): Promise<readonly number[]> {
    const { id } = this;
    if (id === null) return [];
    this.#finding.end();
    const send = () => this.#ports.send({ t: 'find', conversation: id, ...asked });
    return (await this.#finding.ask(send)) ?? [];
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
    if (this.#ports.app !== 'desk') return isMine(reader, this.state.get().me);
    return reader.id === this.#ports.you()?.id;
  }

  #isForMe({ author, body }: Entry): boolean {
    if (body.kind !== 'message') return false;
    // A vote among members is nothing to read: the poll shows it.
    if (this.state.get().me !== null && body.content.kind === 'answered') return false;
    return this.#ports.app === 'desk' ? sideOf(author) === 'customer' : !this.#isMe(author);
  }

  /** Tells that what the other side said reached this device. */
  #deliver(): void {
    // Of many, each would tell it of each message.
    if (this.state.get().me !== null) return;
    const last = this.#loaded.end.entries.findLast((entry) => this.#isForMe(entry));
    if (!last || last.seq > (this.#loaded.end.have ?? 0)) return;
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
    const unread = this.#loaded.end.entries.filter(
      (entry) => entry.seq > read && this.#isForMe(entry),
    );
    this.#set({ read, unread: unread.length });
  }

  #meet(...told: Person[]): void {
    if (told.length > 0) this.#set({ people: meet(this.state.get().people, told) });
  }

  #showPending(): void {
    const { id, pending } = this.state.get();
    // An entry is shown once, even where it arrived before its ack.
    const shown = new Set(this.#loaded.end.entries.slice(-PAGE_ENTRIES).map((e) => e.client_id));
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
