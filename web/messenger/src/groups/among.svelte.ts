import { Problem, type Entry, type Group } from '@causerie/client';

import { http } from '../account/account.svelte.ts';

/** How many are in a group, asked again when somebody came or went. */
export class Among {
  count = $state<number>();
  #asked: number | undefined;

  follow(conversation: string, entries: readonly Entry[]): void {
    const last = entries.findLast(({ body }) => body.kind === 'event')?.seq ?? 0;
    if (this.#asked === last) return;
    this.#asked = last;
    void this.#load(conversation);
  }

  async #load(conversation: string): Promise<void> {
    try {
      const { role, members } = await http.get<Group>(`/api/v1/groups/${conversation}`);
      this.count = role === null ? undefined : members.length;
    } catch (error) {
      // The number is decoration: the conversation says what is wrong.
      if (!(error instanceof Problem)) throw error;
    }
  }
}
