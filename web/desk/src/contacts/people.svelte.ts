import {
  Problem,
  type ContactList,
  type ContactRow,
  type Http,
  type ProblemCode,
} from '@causerie/client';

const PAGE_ROWS = 100;

/** What the list shows: everybody, or whom somebody looks for. */
export class People {
  readonly #http: Http;
  readonly #path: string;
  #query = '';
  #segment: string | null = null;
  #rows = $state.raw<readonly ContactRow[]>([]);
  #next = $state.raw<string | null>(null);
  #state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  #problem = $state.raw<ProblemCode | null>(null);
  /** What was asked for last: the answer to something else is not shown. */
  #asked = 0;

  constructor(http: Http, workspace: string) {
    this.#http = http;
    this.#path = `/api/v1/workspaces/${workspace}/contacts`;
  }

  get rows(): readonly ContactRow[] {
    return this.#rows;
  }

  get state(): 'loading' | 'ready' | 'failed' {
    return this.#state;
  }

  get problem(): ProblemCode | null {
    return this.#problem;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Shows the first page of these. */
  async show(query: string, segment: string | null = null): Promise<void> {
    this.#query = query;
    this.#segment = segment;
    await this.#ask(null);
  }

  /** Loads the page after the last; nothing happens where there is none, or one is on its way. */
  async more(): Promise<void> {
    if (this.#next !== null && this.#state === 'ready') await this.#ask(this.#next);
  }

  async retry(): Promise<void> {
    await this.#ask(this.#rows.length ? this.#next : null);
  }

  async #ask(page: string | null): Promise<void> {
    const asked = ++this.#asked;
    this.#state = 'loading';
    try {
      const found = await this.#http.get<ContactList>(this.#path, {
        query: { q: this.#query || null, segment: this.#segment, page, limit: PAGE_ROWS },
      });
      if (asked !== this.#asked) return;
      this.#rows = page === null ? found.contacts : [...this.#rows, ...found.contacts];
      this.#next = found.next;
      this.#state = 'ready';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (asked !== this.#asked) return;
      this.#problem = error.code;
      this.#state = 'failed';
    }
  }
}
