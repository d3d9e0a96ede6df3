import type { InboxHead } from '@causerie/client';

import { isMuted } from '../inbox/order.ts';

/** The conversations in which somebody else wrote between two states of the list, but for the muted ones. */
export function arrivals(
  before: readonly InboxHead[],
  after: readonly InboxHead[],
  now: number,
): InboxHead[] {
  const known = new Map(before.map((head) => [head.conversation, head]));
  return after.filter((head) => {
    const old = known.get(head.conversation);
    if (old === head || isMuted(head, now)) return false;
    return head.unread > (old?.unread ?? 0) && head.last_seq > (old?.last_seq ?? 0);
  });
}
