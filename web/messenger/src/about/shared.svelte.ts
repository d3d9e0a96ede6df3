import { Problem, type Entry, type Http, type Person, type Shared } from '@causerie/client';

export type What = 'media' | 'links' | 'files';

/** Pictures, links or files of one conversation, page by page, the newest first. */
export class SharedThings {
  readonly #http: Http;
  readonly #path: string;
  readonly #what: What;
  #entries = $state.raw<readonly Entry[]>([]);
  #people = $state.raw<readonly Person[]>([]);
  #phase = $state.raw<'loading' | 'ready' | 'failed'>('loading');
  #before = $state.raw<number | null>(null);

  constructor(http: Http, conversation: string, what: What) {
    this.#http = http;
    this.#path = `/api/v1/inbox/${conversation}/shared`;
    this.#what = what;
    void this.load();
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get phase(): 'loading' | 'ready' | 'failed' {
    return this.#phase;
  }

  get more(): boolean {
    return this.#before !== null;
  }

  person(id: string | null | undefined): Person | undefined {
    return this.#people.find((one) => one.id === id);
  }

  /** The next page, or the same again after a failure. */
  async load(): Promise<void> {
    this.#phase = 'loading';
    try {
      const query = { what: this.#what, before: this.#before };
      const page = await this.#http.get<Shared>(this.#path, { query });
      this.#entries = [...this.#entries, ...page.entries];
      this.#people = [...this.#people, ...page.people];
      this.#before = page.before;
      this.#phase = 'ready';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#phase = 'failed';
    }
  }
}
