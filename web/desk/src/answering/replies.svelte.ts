import type { CannedReply, FilledReply, Http } from '@causerie/client';
import { locale } from '@causerie/ui';

import { plain } from './asked.ts';

const MOST_SHOWN = 20;

/** The canned replies that an agent may use in a conversation. */
export class Replies {
  readonly #http: Http;
  readonly #root: string;
  readonly #conversation: string;
  #all = $state.raw<readonly CannedReply[]>([]);

  constructor(http: Http, workspace: string, conversation: string) {
    this.#http = http;
    this.#root = `/api/v1/workspaces/${workspace}`;
    this.#conversation = `${this.#root}/conversations/${conversation}`;
  }

  /** Those that are meant, the closest first. */
  find(query: string): CannedReply[] {
    return found(this.#all, query).slice(0, MOST_SHOWN);
  }

  /** Asks again. Throws a `Problem`; what was known stays. */
  async load(): Promise<void> {
    this.#all = await this.#http.get<CannedReply[]>(`${this.#root}/replies`);
  }

  /** The reply for this conversation. Throws a `Problem`. */
  async fill({ id }: CannedReply): Promise<FilledReply> {
    return this.#http.post<FilledReply>(`${this.#conversation}/replies/${id}/fill`);
  }
}

/** Those with the words in them: first whose shortcut begins so, then by title, then by text. */
export function found(replies: readonly CannedReply[], query: string): CannedReply[] {
  const wanted = plain(query.trim());
  const rank = (one: CannedReply): number => {
    if (plain(one.shortcut).startsWith(wanted)) return 0;
    if (plain(one.title).includes(wanted)) return 1;
    if (plain(one.shortcut).includes(wanted)) return 2;
    return Object.values(one.texts).some((text) => plain(text).includes(wanted)) ? 3 : 4;
  };
  return replies
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at < 4)
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** Its text in the agent's own language, or in one in which it is written. */
export function textOf({ texts }: CannedReply): string {
  return texts[locale.current] ?? Object.values(texts)[0] ?? '';
}
