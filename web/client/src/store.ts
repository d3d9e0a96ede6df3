/** A value that can be watched. Svelte takes it as a store: `$status` in a component. */
export interface Readable<T> {
  /** Calls `run` at once with the present value, then with each new one, until the returned function is called. */
  subscribe(run: (value: T) => void): () => void;
  get(): T;
}

/** A value that its owner changes. */
export class Store<T> implements Readable<T> {
  readonly #watchers = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const run of [...this.#watchers]) run(value);
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  subscribe(run: (value: T) => void): () => void {
    // Wrapped, so that one function given twice is two watchers.
    const watcher = (value: T): void => {
      run(value);
    };
    this.#watchers.add(watcher);
    run(this.#value);
    return () => this.#watchers.delete(watcher);
  }
}
