import {
  Problem,
  type DeskHead,
  type Found,
  type Hit,
  type Http,
  type Person,
} from '@causerie/client';

import type { DeskList } from './list.svelte.ts';

/** `tooLittle`: there is no word to look for in what was typed. */
export type SearchPhase = 'idle' | 'loading' | 'ready' | 'failed' | 'tooLittle';

/** What was found so far. */
interface Results {
  readonly contacts: readonly DeskHead[];
  /** Conversations whose case is as asked. */
  readonly cases: readonly DeskHead[];
  readonly files: readonly Hit[];
  /** What of the query made no sense. */
  readonly puzzles: readonly string[];
  readonly hits: readonly Hit[];
  readonly heads: ReadonlyMap<string, DeskHead>;
  readonly people: ReadonlyMap<string, Person>;
  readonly next: string | null;
}

const NOTHING: Results = {
  contacts: [],
  cases: [],
  files: [],
  puzzles: [],
  hits: [],
  heads: new Map(),
  people: new Map(),
  next: null,
};

/** Looks through all that was said to the workspace. What was found stays until the next answer has come. */
export class DeskSearch {
  readonly #http: Http;
  readonly #list: DeskList;
  readonly #path: string;
  #query = '';
  #asking = new AbortController();
  #phase = $state.raw<SearchPhase>('idle');
  #results = $state.raw(NOTHING);

  constructor(http: Http, list: DeskList, workspace: string) {
    this.#http = http;
    this.#list = list;
    this.#path = `/api/v1/workspaces/${workspace}/search`;
  }

  get phase(): SearchPhase {
    return this.#phase;
  }

  get results(): Results {
    return this.#results;
  }

  /** A conversation that was found, as the list knows it now. */
  head(conversation: string): DeskHead | undefined {
    return this.#list.find(conversation) ?? this.#results.heads.get(conversation);
  }

  /** Looks for this from now on. */
  look(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#asking.abort();
    if (query.trim() === '') {
      this.#phase = 'idle';
      this.#results = NOTHING;
    } else {
      void this.#ask(null);
    }
  }

  /** Loads what was found before; nothing happens where there is none, or it is on its way. */
  more(): void {
    if (this.#phase === 'ready' && this.#results.next !== null) void this.#ask(this.#results.next);
  }

  /** Tries again after a failure. */
  retry(): void {
    void this.#ask(this.#results.next);
  }

  async #ask(page: string | null): Promise<void> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#phase = 'loading';
    try {
      const query = { q: this.#query, page };
      const found = await this.#http.get<Found>(this.#path, { query, signal });
      if (signal.aborted) return;
      this.#results = add(page === null ? NOTHING : this.#results, found);
      this.#phase = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      if (page === null) this.#results = NOTHING;
      this.#phase = error.code === 'invalid' ? 'tooLittle' : 'failed';
    }
  }
}

function add(known: Results, found: Found): Results {
  const heads = new Map([
    ...known.heads,
    ...found.heads.map((head) => [head.conversation, head] as const),
  ]);
  const headsOf = (ids: readonly string[]) => ids.flatMap((id) => heads.get(id) ?? []);
  return {
    contacts: [...known.contacts, ...headsOf(found.contacts)],
    cases: [...known.cases, ...headsOf(found.cases)],
    files: [...known.files, ...found.files],
    puzzles: found.puzzles.map(({ text }) => text),
    hits: [...known.hits, ...found.hits],
    heads,
    people: new Map([
      ...known.people,
      ...found.people.map((person) => [person.id, person] as const),
    ]),
    next: found.next,
  };
}
