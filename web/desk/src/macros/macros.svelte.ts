import type { Http, Macro } from '@causerie/client';

/** The macros that this person may run. */
export class Macros {
  readonly #http: Http;
  readonly #path: string;
  #all = $state.raw<readonly Macro[]>([]);

  constructor(http: Http, workspace: string) {
    this.#http = http;
    this.#path = `/api/v1/workspaces/${workspace}/macros`;
    void this.load();
  }

  get all(): readonly Macro[] {
    return this.#all;
  }

  /** Asks again. What can't be had now stays as it was known. */
  async load(): Promise<void> {
    const [macros] = await Promise.allSettled([this.#http.get<Macro[]>(this.#path)]);
    if (macros.status === 'fulfilled') this.#all = macros.value;
  }
}
