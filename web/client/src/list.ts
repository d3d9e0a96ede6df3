import { Problem } from './http.ts';
import type { Head, HeadList, HeadListState } from './model.ts';
import type { ClientFrame, Heads, List } from './schema.ts';
import { Store } from './store.ts';

const LOAD_AGAIN_MS = 3_000;

export interface ListPorts<H extends Head> {
  load(): Promise<{ heads: H[]; cursor: string }>;
  send(...frames: ClientFrame[]): boolean;
  closed(): void;
}

/** The list of conversations: a page over HTTP, and then every change of any head (docs/live.md, "The list"). */
export class LiveList<H extends Head> implements HeadList<H> {
  readonly state = new Store<HeadListState<H>>({ heads: [], loaded: false, problem: null });
  readonly #ports: ListPorts<H>;
  #heads = new Map<string, H>();
  #cursor: string | null = null;
  /** Loads are numbered: only the latest counts. */
  #loads = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ListPorts<H>) {
    this.#ports = ports;
    this.reload();
  }

  reload(): void {
    clearTimeout(this.#again);
    this.#cursor = null;
    this.#loads += 1;
    void this.#load(this.#loads);
  }

  add(heads: readonly H[]): void {
    for (const head of heads) if (!this.#heads.has(head.conversation)) this.#keep(head);
    this.#tell();
  }

  put(head: H): void {
    this.#keep(head);
    this.#tell();
  }

  close(): void {
    clearTimeout(this.#again);
    this.#loads += 1;
    this.#ports.closed();
  }

  /** The frame that goes on from what is known. */
  list(): List[] {
    return this.#cursor === null ? [] : [{ t: 'list', after: this.#cursor }];
  }

  take({ heads, cursor }: Heads): void {
    if (this.#cursor === null) return; // A load is on its way, and its cursor is older.
    this.#cursor = cursor;
    for (const head of heads) this.#keep(head as H);
    this.#tell();
  }

  /** The conversation was merged into another. */
  moved(conversation: string): void {
    if (this.#heads.delete(conversation)) this.#tell();
  }

  /** One that was merged into another is no row any more. */
  #keep(head: H): void {
    if (head.merged_into === null) this.#heads.set(head.conversation, head);
    else this.#heads.delete(head.conversation);
  }

  async #load(number: number): Promise<void> {
    try {
      const { heads, cursor } = await this.#ports.load();
      if (number !== this.#loads) return;
      this.#heads = new Map(heads.map((head) => [head.conversation, head]));
      this.#cursor = cursor;
      this.#tell();
      this.#ports.send(...this.list());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (number !== this.#loads) return;
      const { code, detail } = error;
      this.state.update((state) => ({ ...state, problem: { code, detail } }));
      if (code === 'unauthenticated' || code === 'forbidden') return;
      this.#again = setTimeout(() => {
        this.reload();
      }, error.retryAfterMs ?? LOAD_AGAIN_MS);
    }
  }

  #tell(): void {
    const heads = [...this.#heads.values()].sort(newestFirst);
    this.state.set({ heads, loaded: true, problem: null });
  }
}

/** As the server orders them. Times are compared as times: a whole second is written without its fraction. */
function newestFirst(a: Head, b: Head): number {
  const later = Date.parse(b.last_at) - Date.parse(a.last_at);
  return later === 0 ? (a.conversation < b.conversation ? 1 : -1) : later;
}
