import type { DeskHead } from '@causerie/client';
import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';

/** The conversations of the list that are chosen, to do something with all of them. */
export class Selection {
  readonly #rows: () => readonly DeskHead[];
  /** Whether the server has more of the view than is loaded. */
  readonly #hasMore: () => boolean;
  /** Those that are chosen; where the whole view is, those that are not. */
  readonly #ids = new SvelteSet<string>();
  #whole = $state(false);
  /** Where a range begins, and what was chosen before it. */
  #anchor: string | null = null;
  #of = '';
  #before: readonly string[] = [];

  constructor(rows: () => readonly DeskHead[], hasMore: () => boolean) {
    this.#rows = rows;
    this.#hasMore = hasMore;
  }

  has(conversation: string): boolean {
    return this.#whole !== this.#ids.has(conversation);
  }

  /** The chosen ones that are loaded: what went from the list meanwhile is not chosen any more. */
  get heads(): readonly DeskHead[] {
    if (!this.#whole && this.#ids.size === 0) return [];
    return this.#rows().filter(({ conversation }) => this.has(conversation));
  }

  /** Whether more is chosen than is loaded. */
  get beyond(): boolean {
    return this.#whole && this.#hasMore();
  }

  /** Of the whole view, those that are not chosen. */
  get without(): readonly string[] {
    return [...this.#ids];
  }

  get empty(): boolean {
    return this.heads.length === 0 && !this.beyond;
  }

  /** What is chosen is chosen of one list: of another one nothing is yet. */
  chooseOf(list: string): void {
    if (this.#of !== list)
      untrack(() => {
        this.clear();
      });
    this.#of = list;
  }

  toggle(conversation: string): void {
    if (!this.#ids.delete(conversation)) this.#ids.add(conversation);
    this.#begin(conversation);
  }

  /** Chooses all from where the range begins to that one: from `from` on, where none was begun. */
  extend(from: string, to: string): void {
    if (this.#whole) return;
    const order = this.#rows().map(({ conversation }) => conversation);
    if (this.#anchor === null || !order.includes(this.#anchor)) this.#begin(from);
    const ends = [order.indexOf(this.#anchor ?? from), order.indexOf(to)];
    const range = order.slice(Math.min(...ends), Math.max(...ends) + 1);
    this.#set([...this.#before, ...range]);
  }

  /** Chooses all of the view, also what is not loaded; nothing, where that is so. */
  all(): void {
    const whole = !(this.#whole && this.#ids.size === 0);
    this.clear();
    this.#whole = whole;
  }

  clear(): void {
    this.#whole = false;
    this.#set([]);
    this.#anchor = null;
  }

  #begin(conversation: string): void {
    this.#anchor = conversation;
    this.#before = [...this.#ids];
  }

  #set(ids: readonly string[]): void {
    this.#ids.clear();
    for (const id of ids) this.#ids.add(id);
  }
}
