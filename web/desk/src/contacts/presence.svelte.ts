import type { Client, Conversation, ConversationState, Page } from '@causerie/client';
import { fromStore } from 'svelte/store';

/** Where a contact is now, while somebody looks at their page. `onchange`: something else is known of them. */
export class Presence {
  readonly #talk: Conversation;
  readonly #state: { readonly current: ConversationState };
  readonly #stopListening: () => void;

  constructor(client: Client, workspace: string, conversation: string, onchange: () => void) {
    this.#talk = client.open(conversation, workspace);
    this.#state = fromStore(this.#talk.state);
    this.#stopListening = client.listen((frame) => {
      if (frame.t === 'contact_changed' && frame.conversation === conversation) onchange();
    });
  }

  get online(): boolean {
    return this.#state.current.online.some((author) => author.kind === 'contact');
  }

  get page(): Page | null {
    return this.#state.current.page;
  }

  close(): void {
    this.#stopListening();
    this.#talk.close();
  }
}
