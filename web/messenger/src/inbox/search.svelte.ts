import { Problem, type Hit, type Http, type OwnFound, type Person } from '@causerie/client';

export type SearchPhase = 'idle' | 'loading' | 'ready' | 'failed' | 'tooLittle';

/** Looks through all that was said to this person. What was found stays until the next answer has come. */
export class InboxSearch {
  readonly #http: Http;
  #query = '';
  #asking = new AbortController();
  #phase = $state.raw<SearchPhase>('idle');
  #hits = $state.raw<readonly Hit[]>([]);
  #people = $state.raw<readonly Person[]>([]);
  #next: string | null = null;

  constructor(http: Http) {
    this.#http = http;
  }

  get phase(): SearchPhase {
    return this.#phase;
  }

  get hits(): readonly Hit[] {
    return this.#hits;
  }

  /** Who wrote it. */
  person(id: string | null | undefined): Person | undefined {
    return this.#people.find((one) => one.id === id);
  }

  look(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#asking.abort();
    if (query.trim() === '') {
      this.#phase = 'idle';
      this.#hits = [];
    } else {
      void this.#ask(null);
    }
  }

  /** Loads what was found before; nothing happens where there is none, or it is on its way. */
  more(): void {
    if (this.#phase === 'ready' && this.#next !== null) void this.#ask(this.#next);
  }

  retry(): void {
    void this.#ask(null);
  }

  async #ask(page: string | null): Promise<void> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#phase = 'loading';
    try {
      const query = { q: this.#query, page };
      const found = await this.#http.get<OwnFound>('/api/v1/inbox/search', { query, signal });
      if (signal.aborted) return;
      this.#hits = page === null ? found.hits : [...this.#hits, ...found.hits];
      this.#people = page === null ? found.people : [...this.#people, ...found.people];
      this.#next = found.next;
      this.#phase = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      if (page === null) this.#hits = [];
      this.#phase = error.code === 'invalid' ? 'tooLittle' : 'failed';
    }
  }
}
