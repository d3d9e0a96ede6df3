/**
 * What is made of entries, one by one: the same again while nothing that it is made of has changed. A long thread is
 * looked through at every mark, and one new entry must not cost ten thousand.
 */
export class Made<K extends object, T> {
  readonly #made = new WeakMap<K, { of: readonly unknown[]; value: T }>();

  get(key: K, of: readonly unknown[], make: () => T): T {
    const known = this.#made.get(key);
    if (known && known.of.length === of.length && known.of.every((one, i) => one === of[i]))
      return known.value;
    const value = make();
    this.#made.set(key, { of, value });
    return value;
  }
}
