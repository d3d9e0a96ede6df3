/** Something that was asked of the server: one at a time, told when it comes, or with nothing when it will not. */
export class Awaited<T = void> {
  #asked: Promise<T | undefined> | null = null;
  #came: (answer?: T) => void = () => undefined;

  /** `send` asks, and tells whether the line is up. */
  ask(send: () => boolean): Promise<T | undefined> {
    return (this.#asked ??= new Promise((resolve) => {
      this.#came = resolve;
      if (!send()) this.end();
    }));
  }

  end(answer?: T): void {
    this.#asked = null;
    this.#came(answer);
  }
}
