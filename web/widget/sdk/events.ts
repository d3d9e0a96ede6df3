import type { CauserieEvents } from './causerie.d.ts';
import { complain } from './complain.ts';

type Listener = (...told: never[]) => void;

const NAMES: readonly string[] = [
  'ready',
  'open',
  'close',
  'message',
  'unread',
  'error',
] satisfies (keyof CauserieEvents)[];

/** Who of the page listens to what. A listener that fails stops nobody else. */
export class Events {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(name: string, listener: Listener): void {
    if (!NAMES.includes(name)) complain(`there is no event ${name}, only ${NAMES.join(', ')}`);
    else if (typeof listener !== 'function') complain(`on('${name}') needs a function`);
    else {
      this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
      if (name === 'ready') call(listener, []);
    }
  }

  off(name: string, listener?: Listener): void {
    if (listener) this.#listeners.get(name)?.delete(listener);
    else this.#listeners.delete(name);
  }

  tell<Name extends keyof CauserieEvents>(name: Name, ...told: CauserieEvents[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) call(listener, told);
  }
}

function call(listener: Listener, told: unknown[]): void {
  try {
    listener(...(told as never[]));
  } catch (error) {
    console.error('causerie: a listener of the page failed', error);
  }
}
