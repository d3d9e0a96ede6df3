import { Problem } from '@causerie/client';

/** Something that comes page by page. `load` gives a page, and what asks for the next one. */
export class Pages<Item> {
  readonly #load: (page: string | null) => Promise<readonly [readonly Item[], string | null]>;
  #items = $state.raw<readonly Item[]>([]);
  #next = $state.raw<string | null>(null);
  #state = $state.raw<'loading' | 'ready' | 'failed'>('loading');

  constructor(load: (page: string | null) => Promise<readonly [readonly Item[], string | null]>) {
    this.#load = load;
    void this.begin();
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this.#state;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** The first page, again. */
  async begin(): Promise<void> {
    await this.#ask(null);
  }

  async more(): Promise<void> {
    await this.#ask(this.#next);
  }

  async #ask(page: string | null): Promise<void> {
    this.#state = 'loading';
    try {
      const [items, next] = await this.#load(page);
      this.#items = page === null ? items : [...this.#items, ...items];
      this.#next = next;
      this.#state = 'ready';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#state = 'failed'; // The part says so, and its button tries again.
    }
  }
}
