/** Both ends of "is typing" (docs/live.md, "What may be lost"). */
import type { Typist } from './model.ts';
import type { IsTyping } from './schema.ts';

const EVERY_MS = 400;
const STOPPED_AFTER_MS = 5_000;
const FORGOTTEN_AFTER_MS = 6_000;
const LONGEST = 1_000;

/** Tells that a person types: at most every 400 ms, and that they stopped. */
export class TypingSender {
  readonly #send: (on: boolean, text: string) => void;
  #on = false;
  #text = '';
  #sentAt = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (on: boolean, text: string) => void) {
    this.#send = send;
  }

  input(text: string): void {
    if (text.trim() === '') {
      this.stop();
      return;
    }
    this.#text = text.slice(0, LONGEST);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.stop();
    }, STOPPED_AFTER_MS);
    this.#next ??= setTimeout(
      () => {
        this.#next = undefined;
        this.#sentAt = Date.now();
        this.#on = true;
        this.#send(true, this.#text);
      },
      Math.max(0, this.#sentAt + EVERY_MS - Date.now()),
    );
  }

  stop(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#pause);
    this.#next = undefined;
    if (this.#on) this.#send(false, '');
    this.#on = false;
  }
}

/** Who is typing, each forgotten after 6 seconds without another word. */
export class Typists {
  readonly #tell: (typists: Typist[]) => void;
  readonly #known = new Map<string, Typist & { timer: ReturnType<typeof setTimeout> }>();

  constructor(tell: (typists: Typist[]) => void) {
    this.#tell = tell;
  }

  take({ person, on, text = '' }: Pick<IsTyping, 'person' | 'on' | 'text'>): void {
    clearTimeout(this.#known.get(person.id)?.timer);
    this.#known.delete(person.id);
    if (on) {
      const timer = setTimeout(() => {
        this.forget(person.id);
      }, FORGOTTEN_AFTER_MS);
      this.#known.set(person.id, { person, text, timer });
    }
    this.#changed();
  }

  /** Somebody said what they were typing, or left. */
  forget(id: string): void {
    clearTimeout(this.#known.get(id)?.timer);
    if (this.#known.delete(id)) this.#changed();
  }

  clear(): void {
    for (const { timer } of this.#known.values()) clearTimeout(timer);
    this.#known.clear();
    this.#changed();
  }

  #changed(): void {
    this.#tell([...this.#known.values()].map(({ person, text }) => ({ person, text })));
  }
}
