import { Problem } from './http.ts';
import type { PendingAmendment } from './amend.ts';
import type { Pending, PendingContent, PendingProblem, ProblemCode } from './model.ts';
import type {
  Ack,
  Amend,
  Append,
  ClientFrame,
  Entries,
  File as StoredFile,
  Refused,
} from './schema.ts';
import type { AmendContent, Kept, Shelf } from './shelf.ts';
import { Store } from './store.ts';

/** A lost ack on a line that lives: the same again is answered by the same ack. */
const ACK_PATIENCE = 20_000;
const LONGEST_WAIT = 30_000;
const TRANSIENT: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'unreachable',
  'unavailable',
  'overloaded',
  'rate_limited',
]);

export interface OutboxPorts {
  /** Sends where the line is up; false where it is not. */
  send(frame: ClientFrame): boolean;
  upload(item: Kept, onProgress: (share: number) => void): Promise<StoredFile>;
}

export interface Message {
  conversation: string | null;
  workspace: string | null;
  content: PendingContent | AmendContent;
  draft?: Append['content'];
  note: boolean;
  replyTo: number | null;
}

export interface Refusal {
  conversation: string | null;
  change: AmendContent['change'];
  code: ProblemCode;
  detail: string;
}

interface Item extends Kept {
  state: Pending['state'];
  progress: number;
  tries: number;
  /** The entry's seq, once acknowledged. */
  seq: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Keeps what was said until the server has acknowledged it. One message of a conversation is on its way at a time, so
 * that a refusal can't put it behind a later one; any number of tabs may send the same, since the server knows the
 * `client_id`.
 */
export class Outbox {
  readonly pending = new Store<readonly Pending[]>([]);
  readonly amendments = new Store<readonly PendingAmendment[]>([]);
  /** The last amendment that was refused: nothing is shown of it but that. */
  readonly refusal = new Store<Refusal | null>(null);
  readonly #ports: OutboxPorts;
  #shelf: Shelf | null = null;
  #items: Item[] = [];
  /** What this page has done with; a load that began before must not bring it back. */
  readonly #done = new Set<string>();
  #up = false;
  /** Writes to the shelf, one after another. */
  #writes = Promise.resolve();

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** Keeps messages on `shelf` from now on, and takes up those that are there. Without a shelf they live in memory. */
  async keepOn(shelf: Shelf): Promise<void> {
    this.#shelf = shelf;
    for (const item of this.#items) this.#write((to) => to.put(kept(item)));
    await this.#load();
  }

  /** Ends keeping, and forgets everything. */
  async clear(): Promise<void> {
    for (const item of this.#items) clearTimeout(item.timer);
    this.#items = [];
    this.#write((shelf) => shelf.clear());
    await this.#writes;
    this.#shelf = null;
    this.#tell();
  }

  add(message: Message): string {
    const clientId = newClientId();
    const { content } = message;
    const exact = content.kind === 'upload' || content.kind === 'amend' ? null : content;
    const draft = message.draft ?? (exact as Append['content'] | null);
    const item: Item = restore({ ...message, clientId, draft, at: Date.now(), problem: null });
    this.#items.push(item);
    // Kept before it is sent: what the server may have must not be forgotten here.
    this.#write((shelf) => shelf.put(kept(item)));
    void this.#writes.then(() => {
      this.#pump();
    });
    this.#tell();
    return clientId;
  }

  retry(clientId: string): void {
    const item = this.#find(clientId);
    if (item?.state !== 'failed') return;
    Object.assign(item, { state: 'waiting', problem: null, tries: 0, progress: 0 });
    this.#write((shelf) => shelf.change(kept(item)));
    this.#pump();
    this.#tell();
  }

  discard(clientId: string): void {
    const item = this.#find(clientId);
    if (item?.state === 'failed' || item?.state === 'waiting') this.#forget(item);
    this.#pump();
    this.#tell();
  }

  /** The line is up. Everything without an ack is sent again, and so is what another tab left behind. */
  up(): void {
    this.#up = true;
    for (const item of this.#items) if (item.state === 'sending') this.#wait(item);
    this.#pump();
    this.#tell();
    void this.#load();
  }

  down(): void {
    this.#up = false;
    for (const item of this.#items) if (item.state === 'sending') this.#wait(item);
    this.#tell();
  }

  acked({ client_id, conversation, seq }: Ack): void {
    const item = this.#find(client_id);
    if (!item) return;
    const from = item.conversation;
    // What it amended was told before its ack.
    if (item.content.kind === 'amend') this.#forget(item);
    else this.#settle(item, seq);
    if (from !== conversation) this.rebind(from, conversation);
    this.#pump();
    this.#tell();
  }

  refused({ client_id, code, detail, retry_after_ms, errors }: Refused): void {
    const item = this.#find(client_id ?? '');
    if (item?.state !== 'sending') return;
    if (code === 'unavailable' || typeof retry_after_ms === 'number')
      this.#later(item, retry_after_ms ?? null);
    else this.#fail(item, code, detail, errors);
    this.#pump();
    this.#tell();
  }

  /** Entries that arrived: what waits for its ack or its entry is done. */
  seen({ entries, conversation, through }: Entries): void {
    const before = this.#items.length;
    const ids = new Set(entries.map((entry) => entry.client_id));
    for (const item of [...this.#items]) {
      const shown = item.seq !== null && item.conversation === conversation && item.seq <= through;
      if (shown || ids.has(item.clientId)) this.#forget(item);
    }
    if (this.#items.length === before) return;
    this.#pump();
    this.#tell();
  }

  /** What waits for one conversation belongs to another: the first ack named it, or it was merged. */
  rebind(from: string | null, to: string): void {
    for (const item of this.#items) {
      if (item.conversation !== from) continue;
      item.conversation = to;
      if (item.state !== 'sent') this.#write((shelf) => shelf.change(kept(item)));
    }
    this.#tell();
  }

  #pump(): void {
    const busy = new Set<string | null>();
    for (const item of this.#items) {
      if (item.state === 'failed' || item.state === 'sent' || busy.has(item.conversation)) continue;
      busy.add(item.conversation);
      if (item.state === 'waiting' && this.#up && item.timer === undefined) this.#send(item);
    }
  }

  #send(item: Item): void {
    const frame = frameOf(item);
    if (frame === null) {
      void this.#upload(item);
      return;
    }
    if (!this.#ports.send(frame)) return;
    item.state = 'sending';
    item.timer = setTimeout(() => {
      this.#wait(item);
      this.#pump();
    }, ACK_PATIENCE);
  }

  async #upload(item: Item): Promise<void> {
    if (item.content.kind !== 'upload') return;
    const { caption, shown } = item.content;
    item.state = 'uploading';
    try {
      const file = await this.#ports.upload(item, (share) => {
        item.progress = share;
        this.#tell();
      });
      item.draft = { kind: shown?.kind ?? kindOf(file), file: file.id, caption };
      this.#write((shelf) => shelf.change(kept(item)));
      this.#wait(item);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (TRANSIENT.has(error.code)) this.#later(item, error.retryAfterMs);
      else this.#fail(item, error.code, error.detail);
    }
    this.#pump();
    this.#tell();
  }

  #wait(item: Item): void {
    clearTimeout(item.timer);
    item.timer = undefined;
    item.state = 'waiting';
  }

  #later(item: Item, told: number | null): void {
    this.#wait(item);
    const wait = told ?? Math.min(LONGEST_WAIT, 500 * 2 ** item.tries) * (0.5 + Math.random());
    item.tries += 1;
    item.timer = setTimeout(() => {
      item.timer = undefined;
      this.#pump();
      this.#tell();
    }, wait);
  }

  #fail(item: Item, code: ProblemCode, detail: string, errors?: PendingProblem['errors']): void {
    if (item.content.kind === 'amend') {
      this.#forget(item);
      const { conversation, content } = item;
      this.refusal.set({ conversation, change: content.change, code, detail });
      return;
    }
    this.#wait(item);
    item.state = 'failed';
    item.problem = { code, detail, errors };
    this.#write((shelf) => shelf.change(kept(item)));
  }

  /** Acknowledged: no longer kept, but shown until its entry comes. */
  #settle(item: Item, seq: number): void {
    this.#wait(item);
    item.state = 'sent';
    item.seq = seq;
    this.#write((shelf) => shelf.remove(item.clientId));
  }

  #forget(item: Item): void {
    clearTimeout(item.timer);
    this.#items = this.#items.filter((other) => other !== item);
    this.#done.add(item.clientId);
    this.#write((shelf) => shelf.remove(item.clientId));
  }

  async #load(): Promise<void> {
    const shelf = this.#shelf;
    if (shelf === null) return;
    await this.#writes;
    const items = await shelf.load().catch((error: unknown) => {
      this.#unkept(error);
      return [];
    });
    if (shelf !== this.#shelf) return;
    const known = new Set([...this.#done, ...this.#items.map(({ clientId }) => clientId)]);
    const fresh = items.filter(({ clientId }) => !known.has(clientId)).map(restore);
    if (fresh.length === 0) return;
    this.#items = [...fresh, ...this.#items];
    this.#pump();
    this.#tell();
  }

  #write(change: (shelf: Shelf) => Promise<void>): void {
    const shelf = this.#shelf;
    if (shelf === null) return;
    this.#writes = this.#writes
      .then(() => change(shelf))
      .catch((error: unknown) => {
        this.#unkept(error);
      });
  }

  /** The browser keeps nothing for this page (private window, full disk): messages live as long as the page does. */
  #unkept(error: unknown): void {
    console.warn('causerie: unsent messages are not kept when this page is closed', error);
    this.#shelf = null;
  }

  #find(clientId: string): Item | undefined {
    return this.#items.find((item) => item.clientId === clientId);
  }

  #tell(): void {
    this.pending.set(
      this.#items.flatMap(
        ({ clientId, conversation, content, note, replyTo, at, state, progress, problem }) => {
          if (content.kind === 'amend') return [];
          return { clientId, conversation, content, note, replyTo, at, state, progress, problem };
        },
      ),
    );
    const amendments = this.#items.flatMap(({ clientId, conversation, content }) =>
      content.kind === 'amend'
        ? { clientId, conversation, of: content.of, change: content.change }
        : [],
    );
    if (amendments.length > 0 || this.amendments.get().length > 0) this.amendments.set(amendments);
  }
}

function kindOf({ media_type, thumbnail_url }: StoredFile): 'image' | 'video' | 'file' {
  if (!thumbnail_url) return 'file';
  return media_type.startsWith('video') ? 'video' : 'image';
}

/** null: its file is to be uploaded first. */
function frameOf({
  clientId,
  conversation,
  content,
  draft,
  note,
  replyTo,
}: Item): Append | Amend | null {
  if (content.kind === 'amend') {
    const { of, change } = content;
    // Only what stands in a conversation is amended.
    return { t: 'amend', client_id: clientId, conversation: conversation ?? '', of, change };
  }
  if (draft === null) return null;
  return {
    t: 'append',
    client_id: clientId,
    conversation,
    content: draft,
    ...(note && { note: true }),
    ...(replyTo !== null && { reply_to: replyTo }),
  };
}

function restore(item: Kept): Item {
  return {
    ...kept(item),
    state: item.problem === null ? 'waiting' : 'failed',
    progress: 0,
    tries: 0,
    seq: null,
    timer: undefined,
  };
}

function kept(item: Kept): Kept {
  const { clientId, conversation, workspace, content, draft, note, replyTo, at, problem } = item;
  return { clientId, conversation, workspace, content, draft, note, replyTo, at, problem };
}

/** 128 random bits. (`crypto.randomUUID` is missing on pages without TLS.) */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
