import { LiveConversation } from './conversation.ts';
import { upload } from './files.ts';
import type { Http } from './http.ts';
import { LiveList } from './list.ts';
import { Live } from './live.ts';
import type { App, Client, Conversation, Head, HeadList } from './model.ts';
import { Outbox } from './outbox.ts';
import type { ClientFrame, Hello, Limits, Page, Person, ServerFrame, Welcome } from './schema.ts';
import { shelfOf } from './shelf.ts';
import { Store } from './store.ts';

/** Conversations that are kept loaded after they were closed, so that going back shows them at once. */
const KEPT_LOADED = 30;

export interface ClientOptions {
  app: Exclude<App, 'widget'>;
  http: Http;
  /** Desk only: the workspace that it is open for. */
  workspace?: string;
  /** The account's id: whose unsent messages wait on this device. */
  account: string;
}

/** The live client of a signed-in person. Nothing happens before `start()`. */
export function createClient({ app, http, workspace, account }: ClientOptions): Client {
  const client = new LiveClient(app, http, () =>
    Promise.resolve({ app, ...(workspace !== undefined && { workspace }) }),
  );
  const owner = [app, account, workspace].filter((part) => part !== undefined).join(':');
  void client.outbox.keepOn(shelfOf(owner));
  return client;
}

/** What a client says of itself; the rest of `hello` is the same for all. */
export type Introduction = Omit<Hello, 't' | 'v' | 'epoch' | 'page'>;

export class LiveClient implements Client {
  readonly you = new Store<Person | null>(null);
  readonly limits = new Store<Limits | null>(null);
  readonly outbox: Outbox;
  readonly #live: Live;
  readonly #endpoint: { http: Http; path: string };
  /** By id, the least recently used first. */
  readonly #conversations = new Map<string, LiveConversation>();
  readonly #listeners = new Set<(frame: ServerFrame) => void>();
  #own: LiveConversation | null = null;
  #list: LiveList<Head> | null = null;
  #epoch: string | null = null;
  #page: Page | null = null;
  #shown = false;

  constructor(
    readonly app: App,
    http: Http,
    introduce: () => Promise<Introduction>,
    channel?: string,
  ) {
    this.#endpoint = { http, path: channel ? `/api/v1/widget/${channel}` : '/api/v1' };
    this.outbox = new Outbox({
      send: (frame) => this.#live.send(frame),
      upload: ({ content, workspace }, onProgress) => {
        if (content.kind !== 'upload') throw new TypeError(`nothing to upload in ${content.kind}`);
        const { blob, name, shown } = content;
        return upload(http, blob, name, { workspace, channel, onProgress, purpose: shown?.kind });
      },
    });
    this.#live = new Live(
      {
        http,
        hello: async () => ({
          t: 'hello',
          ...(await introduce()),
          ...(this.#epoch !== null && { epoch: this.#epoch }),
          ...(this.#page !== null && { page: this.#page }),
        }),
        resume: () => this.#resume(),
      },
      {
        up: () => {
          this.outbox.up();
        },
        down: () => {
          this.outbox.down();
          for (const conversation of this.#all()) conversation.down();
        },
        take: (frame) => {
          this.#take(frame);
        },
      },
    );
  }

  get status(): Client['status'] {
    return this.#live.status;
  }

  start(): void {
    this.#live.start();
  }

  stop(): void {
    this.#live.stop();
  }

  restart(): void {
    this.#live.restart();
  }

  open(id: string, workspace: string | null = null): Conversation {
    const conversation = this.#conversations.get(id) ?? this.#make(id, workspace);
    this.#conversations.delete(id);
    this.#conversations.set(id, conversation);
    conversation.uses += 1;
    if (conversation.uses === 1) this.#live.send(...conversation.watch());
    return conversation;
  }

  /** The visitor's own conversation, whichever it is, and before it is. Always watched. */
  openOwn(): LiveConversation {
    this.#own ??= this.#make(null, null);
    this.#own.uses = 1;
    return this.#own;
  }

  list<H extends Head>(load: () => Promise<{ heads: H[]; cursor: string }>): HeadList<H> {
    if (this.#list !== null) throw new Error('the list is open already');
    const list = new LiveList<H>({
      load,
      send: (...frames) => this.#live.send(...frames),
      closed: () => {
        this.#list = null;
      },
    });
    this.#list = list as unknown as LiveList<Head>;
    return list;
  }

  look(page: Page): void {
    this.#page = page;
    this.#live.send({ t: 'page', page });
  }

  show(on: boolean): void {
    this.#shown = on;
    this.#live.send({ t: 'visible', on });
  }

  listen(run: (frame: ServerFrame) => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  #make(id: string | null, workspace: string | null): LiveConversation {
    return new LiveConversation(id, workspace, {
      app: this.app,
      outbox: this.outbox,
      send: (...frames) => this.#live.send(...frames),
      you: () => this.you.get(),
      endpoint: this.#endpoint,
      closed: () => {
        this.#shed();
      },
    });
  }

  /** Forgets the conversations that were closed longest ago. */
  #shed(): void {
    const closed = [...this.#conversations].filter(([, { uses }]) => uses === 0);
    for (const [id, conversation] of closed.slice(0, -KEPT_LOADED)) {
      conversation.forget();
      this.#conversations.delete(id);
    }
  }

  #all(): LiveConversation[] {
    return [...this.#conversations.values(), ...(this.#own === null ? [] : [this.#own])];
  }

  #resume(): ClientFrame[] {
    const watches = this.#all().flatMap((conversation) => conversation.watch());
    const shown: ClientFrame[] = this.#shown ? [{ t: 'visible', on: true }] : [];
    return [...watches, ...(this.#list?.list() ?? []), ...shown];
  }

  #take(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcome(frame);
        break;
      case 'heads':
        this.#list?.take(frame);
        break;
      case 'resync':
        if (frame.what === 'all') this.#reset();
        else this.#list?.reload();
        break;
      case 'ack':
        this.outbox.acked(frame);
        if (this.#own && this.#own.id !== frame.conversation) this.#own.bind(frame.conversation);
        break;
      case 'error':
        if (frame.client_id) this.outbox.refused(frame);
        else if (frame.conversation) this.#tell(frame.conversation, frame);
        else console.warn('causerie: the server refused a frame:', frame.code, frame.detail);
        break;
      case 'moved':
        this.outbox.rebind(frame.conversation, frame.into);
        this.#list?.moved(frame.conversation);
        this.#tell(frame.conversation, frame);
        if (this.#own?.id === frame.conversation) this.#own.bind(frame.into);
        break;
      default:
        if ('conversation' in frame) this.#tell(frame.conversation, frame);
    }
    for (const run of [...this.#listeners]) run(frame);
  }

  #tell(id: string, frame: ServerFrame): void {
    for (const conversation of this.#all()) if (conversation.id === id) conversation.take(frame);
  }

  #welcome({ epoch, you, limits, conversation }: Welcome): void {
    const restored = this.#epoch !== null && this.#epoch !== epoch;
    this.#epoch = epoch;
    this.you.set(you);
    this.limits.set(limits);
    this.#own?.bind(conversation);
    if (restored) this.#reset();
  }

  /** The data are of another epoch: nothing that was loaded counts. */
  #reset(): void {
    for (const conversation of this.#all()) conversation.reset();
    this.#list?.reload();
    this.#live.send(...this.#resume());
  }
}
