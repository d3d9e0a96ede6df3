import { Problem, type Visitor } from '@causerie/client';

import { isNothing, merge, nothing, type About } from '../sdk/about.ts';

/** Refusals after which the same may be taken. */
const LATER = ['unreachable', 'unavailable', 'overloaded', 'rate_limited'];

/** What the page says of its visitor waits here, in memory, until they have written: then the server is told. */
export class Describer {
  readonly #visitor: Visitor;
  readonly #path: string;
  readonly #refused: (problem: Problem) => void;
  #unsaid = nothing();
  #busy = false;

  constructor(visitor: Visitor, channel: string, refused: (problem: Problem) => void) {
    this.#visitor = visitor;
    this.#path = `/api/v1/widget/${channel}/about`;
    this.#refused = refused;
  }

  /** `may`: whether the conversation exists and there is a line. */
  take(about: About, may: boolean): void {
    this.#unsaid = merge(this.#unsaid, about);
    if (may) void this.tell();
  }

  async tell(): Promise<void> {
    if (this.#busy || isNothing(this.#unsaid)) return;
    const about = this.#unsaid;
    this.#unsaid = nothing();
    this.#busy = true;
    let later = false;
    try {
      await this.#visitor.http.post(this.#path, about);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      later = LATER.includes(error.code);
      if (later) this.#unsaid = merge(about, this.#unsaid);
      else this.#refused(error);
    } finally {
      this.#busy = false;
    }
    if (!later) await this.tell();
  }

  forget(): void {
    this.#unsaid = nothing();
  }
}
