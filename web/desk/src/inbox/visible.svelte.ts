import { Problem, type Http, type VisibleAttributes as Names } from '@causerie/client';
import { toast } from '@causerie/ui';

import { explain } from '../problems.ts';

/** The facts about contacts that they see themselves in the messenger. */
export class VisibleAttributes {
  readonly #http: Http;
  readonly #path: string;
  #names = $state.raw<readonly string[]>([]);

  constructor(http: Http, workspace: string) {
    this.#http = http;
    this.#path = `/api/v1/workspaces/${workspace}/visible-attributes`;
    void this.#work(() => this.#http.get<Names>(this.#path));
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** Shows it to contacts from now on, or hides it from them. */
  toggle(name: string): Promise<void> {
    const names = this.has(name)
      ? this.#names.filter((one) => one !== name)
      : [...this.#names, name];
    return this.#work(() => this.#http.put<Names>(this.#path, { names }));
  }

  async #work(ask: () => Promise<Names>): Promise<void> {
    try {
      this.#names = (await ask()).names;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(explain(error), { tone: 'error' });
    }
  }
}
