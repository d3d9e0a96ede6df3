import type { Client, Counts, DeskHead, DeskPage, HeadList, Http } from '@causerie/client';
import { fromStore } from 'svelte/store';
import { SvelteMap } from 'svelte/reactivity';

import { EVERYTHING, type Only, type Status, type View } from '../routes.ts';

/** How much of one view is loaded. */
interface Loaded {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Where the next page begins; null: everything is here. */
  readonly next: string | null;
  /** Where the last row loaded stands: what stands behind it has gaps and is not shown yet. */
  readonly last: number;
}

const NOTHING: Loaded = { state: 'loading', next: '', last: -Infinity };
const PAGE_ROWS = 50;
const COUNTS_EVERY_MS = 500;

const keyOf = (view: View, status: Status, only: Only): string =>
  JSON.stringify([view, status, only.label, only.team, only.priority, only.due]);

/** Where it stands in a list, the smallest first: the newest, or, in the order of deadlines, the next one. */
function placeOf(head: DeskHead, only: Only): number {
  return only.due && head.due ? Date.parse(head.due.at) : -Date.parse(head.last_at);
}

/** Whether a conversation belongs into a view of the person with the account id `me`. */
export function belongs(
  head: DeskHead,
  view: View,
  status: Status,
  me: string,
  only: Only = EVERYTHING,
): boolean {
  if (head.status !== status) return false;
  if (only.label !== null && !head.labels?.includes(only.label)) return false;
  if (only.team !== null && head.team?.id !== only.team) return false;
  if (only.priority !== null && head.priority !== only.priority) return false;
  if (only.due && !head.due) return false;
  if (view === 'all') return true;
  return view === 'mine' ? head.assignee?.id === me : head.assignee === null;
}

/**
 * The workspace's conversations, as one live list that the views are cut from. A head moves between views by
 * itself when somebody assigns, resolves or writes.
 */
export class DeskList {
  readonly #http: Http;
  readonly #root: string;
  readonly #me: string;
  readonly #list: HeadList<DeskHead>;
  readonly #state: { readonly current: ReturnType<HeadList<DeskHead>['state']['get']> };
  readonly #loaded = new SvelteMap<string, Loaded>();
  #shown: [View, Status, Only];
  #counts = $state.raw<Counts | null>(null);
  #countsTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #stopListening: () => void;

  constructor(
    client: Client,
    http: Http,
    workspace: string,
    me: string,
    view: View,
    status: Status,
    only: Only = EVERYTHING,
  ) {
    this.#http = http;
    this.#root = `/api/v1/workspaces/${workspace}`;
    this.#me = me;
    this.#shown = [view, status, only];
    this.#list = client.list<DeskHead>(() => this.#begin());
    this.#state = fromStore(this.#list.state);
    this.#stopListening = client.listen((frame) => {
      if (frame.t === 'heads') this.#countSoon();
    });
    this.#countSoon();
  }

  /** Every head known, for what must notice changes anywhere. */
  get source(): HeadList<DeskHead>['state'] {
    return this.#list.state;
  }

  /** Open conversations by view; null before they were counted. */
  get counts(): Counts | null {
    return this.#counts;
  }

  find(conversation: string): DeskHead | undefined {
    return this.#state.current.heads.find((head) => head.conversation === conversation);
  }

  /** The rows of a view in their order, as far as they are loaded without a gap. */
  rows(view: View, status: Status, only: Only = EVERYTHING): DeskHead[] {
    const { next, last } = this.#of(view, status, only);
    const rows = this.#state.current.heads.filter(
      (head) =>
        belongs(head, view, status, this.#me, only) &&
        (next === null || placeOf(head, only) <= last),
    );
    return only.due ? rows.sort((a, b) => placeOf(a, only) - placeOf(b, only)) : rows;
  }

  state(view: View, status: Status, only: Only = EVERYTHING): Loaded['state'] {
    return this.#state.current.problem ? 'failed' : this.#of(view, status, only).state;
  }

  /** Whether older conversations wait on the server. */
  hasMore(view: View, status: Status, only: Only = EVERYTHING): boolean {
    return this.#of(view, status, only).next !== null;
  }

  /** Makes sure that a view's first page is there. */
  async show(view: View, status: Status, only: Only = EVERYTHING): Promise<void> {
    this.#shown = [view, status, only];
    if (this.#state.current.loaded && !this.#loaded.has(keyOf(view, status, only)))
      await this.more(view, status, only);
  }

  /** Loads the next page of a view; nothing happens where there is none, or one is on its way. */
  async more(view: View, status: Status, only: Only = EVERYTHING): Promise<void> {
    const key = keyOf(view, status, only);
    const before = this.#loaded.get(key);
    if (before?.next === null || before?.state === 'loading') return;
    this.#loaded.set(key, { ...(before ?? NOTHING), state: 'loading' });
    try {
      const page = await this.#fetch(view, status, only, before?.next ?? '');
      this.#list.add(page.heads);
      this.#remember(key, page, only, before);
    } catch {
      // The state says so, and its button tries again.
      this.#loaded.set(key, { ...(before ?? NOTHING), state: 'failed' });
    }
  }

  /** Tries again after a failure. */
  async retry(view: View, status: Status, only: Only = EVERYTHING): Promise<void> {
    if (this.#state.current.problem) this.#list.reload();
    else await this.more(view, status, only);
  }

  /** Takes the head that a command answered with. */
  put(head: DeskHead): void {
    this.#list.put(head);
    this.#countSoon();
  }

  close(): void {
    clearTimeout(this.#countsTimer);
    this.#stopListening();
    this.#list.close();
  }

  #of(view: View, status: Status, only: Only): Loaded {
    return this.#loaded.get(keyOf(view, status, only)) ?? NOTHING;
  }

  /** The first page of the view on the screen; every other view starts afresh when it is shown. */
  async #begin(): Promise<DeskPage> {
    const shown = this.#shown;
    const page = await this.#fetch(...shown, '');
    this.#loaded.clear();
    this.#remember(keyOf(...shown), page, shown[2], undefined);
    if (this.#shown !== shown) queueMicrotask(() => void this.show(...this.#shown));
    return page;
  }

  #fetch(view: View, status: Status, only: Only, page: string): Promise<DeskPage> {
    return this.#http.get<DeskPage>(`${this.#root}/conversations`, {
      query: {
        view,
        status,
        ...only,
        due: only.due && 'true',
        limit: PAGE_ROWS,
        page: page === '' ? null : page,
      },
    });
  }

  #remember(key: string, page: DeskPage, only: Only, before: Loaded | undefined): void {
    const places = page.heads.map((head) => placeOf(head, only));
    this.#loaded.set(key, {
      state: 'ready',
      next: page.next,
      last: Math.max(before?.last ?? -Infinity, ...places),
    });
  }

  /** Counts again, once for many changes. A count that failed comes with the next change. */
  #countSoon(): void {
    this.#countsTimer ??= setTimeout(() => {
      this.#countsTimer = undefined;
      this.#http.get<Counts>(`${this.#root}/counts`).then(
        (counts) => {
          this.#counts = counts;
        },
        () => {
          this.#counts = null;
        },
      );
    }, COUNTS_EVERY_MS);
  }
}
