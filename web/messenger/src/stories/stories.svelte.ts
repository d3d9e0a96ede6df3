import type { StoryAnswered, BusinessStories, ShownStory } from '@causerie/client';

import { http } from '../account/account.svelte.ts';

/** The stories of the businesses that one talks with; those with something new come first. */
export class Stories {
  #all = $state.raw<readonly BusinessStories[]>([]);

  get all(): readonly BusinessStories[] {
    return this.#all;
  }

  /** Without a connection what was there stays: a story is nothing that one has to have. */
  async load(): Promise<void> {
    try {
      const all = await http.get<BusinessStories[]>('/api/v1/stories');
      this.#all = [...all].sort((a, b) => Number(hasNew(b)) - Number(hasNew(a)));
    } catch (error) {
      console.debug('causerie: the stories could not be loaded', error);
    }
  }

  /** Tells, once, that a story was seen. */
  async see(shown: ShownStory): Promise<void> {
    if (shown.seen) return;
    this.#all = this.#all.map((business) => ({
      ...business,
      stories: business.stories.map((one) =>
        one.story.id === shown.story.id ? { ...one, seen: true } : one,
      ),
    }));
    try {
      await http.post(`/api/v1/stories/${shown.story.id}/seen`);
    } catch (error) {
      console.debug('causerie: that a story was seen could not be told', error);
    }
  }

  /** Answers a story. Trying again with the same `clientId` is the same answer. Throws a `Problem`. */
  async answer(story: string, clientId: string, text: string): Promise<string> {
    const said = { client_id: clientId, text };
    return (await http.post<StoryAnswered>(`/api/v1/stories/${story}/answer`, said)).conversation;
  }
}

export function hasNew({ stories }: BusinessStories): boolean {
  return stories.some(({ seen }) => !seen);
}
