import type { Locale } from './api.ts';
import { LiveClient, type Introduction } from './client.ts';
import type { LiveConversation } from './conversation.ts';
import { Http } from './http.ts';
import type { Client, Conversation } from './model.ts';
import { shelfOf } from './shelf.ts';
import type { Identified, Identify } from './schema.ts';
import { Store, type Readable } from './store.ts';

/** A visitor of a shop: their token, and the one conversation that they have with the business. */
export interface Visitor {
  readonly http: Http;
  readonly client: Client;
  /** Theirs, before it exists, when it does, and when it was merged into another. Never closed. */
  readonly conversation: Conversation;
  /** Whether they wrote before: only then is something stored on this device. */
  readonly known: Readable<boolean>;
  start(): void;
  stop(): void;
  /** Throws a `Problem` where the shop's signature is refused; nothing has changed then. */
  identify(identity: Identify): Promise<void>;
  giveEmail(email: string): Promise<void>;
  /** Sends a code to the mailbox that was given. */
  askCode(locale: Locale): Promise<void>;
  /** With the right code the whole conversation is shown. Throws a `Problem` with `invalid` or `unauthenticated`. */
  verifyCode(code: string): Promise<void>;
  /** What makes another window of this browser the same visitor; null before the first message. */
  handOver(): string | null;
  /** Becomes the visitor that another window is. */
  takeOver(token: string): void;
  /** Forgets everything on this device, as on signing out of the shop. */
  reset(): Promise<void>;
}

export interface VisitorOptions {
  channel: string;
  /** What the visitor reads: mails to them are in it. */
  locale?: Locale;
  /** The installation's base URL; '' for the one that served this page. */
  base?: string;
}

/** Nothing is stored before the first message is sent, and nothing is asked of the server before `start()`. */
export function createVisitor(options: VisitorOptions): Visitor {
  return new LiveVisitor(options);
}

/** What is stored on the device of a visitor who wrote: `token` is null until the server could be asked for one. */
interface Stored {
  token: string | null;
  /** Whether the server has the conversation: what another tab waits for. */
  started: boolean;
}

class LiveVisitor implements Visitor {
  readonly http: Http;
  readonly client: LiveClient;
  readonly conversation: Conversation;
  readonly known: Store<boolean>;
  readonly #own: LiveConversation;
  readonly #path: string;
  readonly #key: string;
  #token: string | null;
  #unsaid: Identify | null = null;

  constructor({ channel, locale, base = '' }: VisitorOptions) {
    this.#path = `/api/v1/widget/${encodeURIComponent(channel)}`;
    this.#key = `causerie:${channel}`;
    const stored = this.#read();
    this.#token = stored?.token ?? null;
    this.known = new Store(stored !== null);
    this.http = new Http({ base, token: () => this.#token });
    const introduce = async (): Promise<Introduction> => ({
      app: 'widget',
      channel,
      token: await this.#haveToken(),
      ...(locale !== undefined && { locale }),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    this.client = new LiveClient('widget', this.http, introduce, channel);
    this.#own = this.client.openOwn();
    this.conversation = this.#own;
    // The first message makes this visitor a known one.
    this.#own.onsend = () => {
      this.#remember();
    };
    if (stored !== null) {
      this.#own.expect();
      this.#keep();
    }
    this.client.listen(({ t }) => {
      if (t === 'ack') this.#kept();
    });
  }

  start(): void {
    addEventListener('storage', this.#otherTab);
    this.client.start();
  }

  stop(): void {
    removeEventListener('storage', this.#otherTab);
    this.client.stop();
  }

  async identify(identity: Identify): Promise<void> {
    await this.#haveToken();
    const { token, known } = await this.http.post<Identified>(`${this.#path}/identify`, identity);
    // Nothing was written down for a visitor who has not written: it is said again then.
    this.#unsaid = known ? null : identity;
    if (token !== this.#token) this.#adopt(token);
    // The new line shows this browser everything: what the customer said elsewhere too.
    else if (known && (this.#own.id === null || this.#own.state.get().horizon !== null))
      this.client.restart();
    if (this.known.get()) this.#write();
  }

  async giveEmail(email: string): Promise<void> {
    await this.http.post(`${this.#path}/email`, { email });
  }

  async askCode(locale: Locale): Promise<void> {
    await this.http.post(`${this.#path}/confirm`, { locale });
  }

  async verifyCode(code: string): Promise<void> {
    await this.http.post(`${this.#path}/confirm/verify`, { code });
    this.client.restart(); // The new line shows this browser everything.
  }

  handOver(): string | null {
    return this.known.get() ? this.#token : null;
  }

  takeOver(token: string): void {
    if (this.known.get()) return;
    this.#own.expect();
    this.#adopt(token);
    this.#write();
    this.known.set(true);
    this.#keep();
  }

  async reset(): Promise<void> {
    this.#token = null;
    this.#unsaid = null;
    this.known.set(false);
    try {
      localStorage.removeItem(this.#key);
    } catch (error) {
      warnOf(error);
    }
    await this.client.outbox.clear();
    this.#own.bind(null);
    this.client.restart();
  }

  #remember(): void {
    if (this.known.get()) return;
    // Another tab may have written first: this is the same visitor.
    const stored = this.#read();
    if (stored?.token && stored.token !== this.#token) this.#adopt(stored.token);
    else this.#write();
    this.known.set(true);
    this.#keep();
  }

  /** A message is in the server's hands, and so there is a conversation. */
  #kept(): void {
    if (this.#read()?.started === false) this.#write();
    const identity = this.#unsaid;
    this.#unsaid = null;
    if (identity === null) return;
    this.identify(identity).catch((error: unknown) => {
      console.warn('causerie: the visitor could not be identified', error);
    });
  }

  #keep(): void {
    void this.client.outbox.keepOn(shelfOf(this.#key));
  }

  /** The token; a visitor who has none gets one, and the server writes nothing down. */
  async #haveToken(): Promise<string> {
    if (this.#token === null) {
      const { token } = await this.http.post<{ token: string }>(`${this.#path}/session`);
      this.#token ??= this.#read()?.token ?? token;
      if (this.known.get()) this.#write();
    }
    return this.#token;
  }

  #adopt(token: string): void {
    if (token === this.#token) return;
    this.#token = token;
    this.client.restart();
  }

  readonly #otherTab = (event: StorageEvent): void => {
    if (event.key !== this.#key && event.key !== null) return;
    const stored = this.#read();
    if (stored?.token) {
      if (!this.known.get()) this.#keep();
      this.known.set(true);
      if (stored.token !== this.#token) this.#adopt(stored.token);
      else if (stored.started && this.#own.id === null) this.client.restart();
    } else if (stored === null && this.known.get()) void this.reset();
  };

  #read(): Stored | null {
    try {
      const text = localStorage.getItem(this.#key);
      return text === null ? null : (JSON.parse(text) as Stored);
    } catch (error) {
      warnOf(error);
      return null;
    }
  }

  #write(): void {
    const stored: Stored = { token: this.#token, started: this.#own.id !== null };
    try {
      localStorage.setItem(this.#key, JSON.stringify(stored));
    } catch (error) {
      warnOf(error);
    }
  }
}

/** The browser lets this page store nothing: the visitor is known for as long as the page lives. */
function warnOf(error: unknown): void {
  console.warn('causerie: this browser does not keep the conversation', error);
}
