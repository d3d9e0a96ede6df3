import { Problem, type HeadList, type InboxHead } from '@causerie/client';
import { toast } from '@causerie/ui';

import { http } from '../account/account.svelte.ts';
import { explain } from '../problems.ts';
import { words } from './messages/index.ts';
import { EVER, isMuted, nextPlace, topPlace } from './order.ts';

export type Span = 'hour' | 'day' | 'week' | 'ever';
const HOURS: Record<Exclude<Span, 'ever'>, number> = { hour: 1, day: 8, week: 24 * 7 };

interface Change {
  pinned?: number | null;
  muted_until?: string | null;
  archived?: boolean;
}

/** Where a person keeps conversations. It shows at once, on all their devices a moment later. */
export class Places {
  readonly #list: HeadList<InboxHead>;

  constructor(list: HeadList<InboxHead>) {
    this.#list = list;
  }

  pin(head: InboxHead): void {
    const pinned = head.pinned === null ? topPlace(this.#heads) : null;
    void this.#put(head, { pinned }, { pinned });
  }

  move(head: InboxHead, by: -1 | 1): void {
    const pinned = nextPlace(this.#heads, head.conversation, by);
    if (pinned !== null) void this.#put(head, { pinned }, { pinned });
  }

  mute(head: InboxHead, span: Span): void {
    const until =
      span === 'ever' ? EVER : new Date(Date.now() + HOURS[span] * 3_600_000).toISOString();
    void this.#put(head, { muted_until: until }, { muted_until: until });
  }

  unmute(head: InboxHead): void {
    void this.#put(head, { muted_until: null }, { muted_until: null });
  }

  isMuted(head: InboxHead): boolean {
    return isMuted(head, Date.now());
  }

  archive(head: InboxHead, name: string): void {
    void this.#put(head, { archived: true }, { archived_at: head.last_at });
    const undo = (): void => {
      this.unarchive(head);
    };
    toast(words.t.wasArchived(name), { action: { label: words.t.undo, run: undo } });
  }

  unarchive(head: InboxHead): void {
    void this.#put(head, { archived: false }, { archived_at: null });
  }

  get #heads(): readonly InboxHead[] {
    return this.#list.state.get().heads;
  }

  #now(conversation: string): InboxHead | undefined {
    return this.#heads.find((one) => one.conversation === conversation);
  }

  async #put(head: InboxHead, change: Change, shown: Partial<InboxHead>): Promise<void> {
    this.#list.put({ ...(this.#now(head.conversation) ?? head), ...shown });
    try {
      const path = `/api/v1/inbox/${head.conversation}`;
      this.#list.put(await http.patch<InboxHead>(path, change));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { pinned, muted_until, archived_at } = head;
      const now = this.#now(head.conversation) ?? head;
      this.#list.put({ ...now, pinned, muted_until, archived_at });
      toast(explain(error), { tone: 'error' });
    }
  }
}
