import type { InboxHead } from '@causerie/client';

/** Muted for ever. */
export const EVER = '9999-12-31T00:00:00Z';

export function isMuted(head: InboxHead, now: number): boolean {
  return head.muted_until !== null && Date.parse(head.muted_until) > now;
}

/** Put away, and nothing was said since; what is muted stays away. */
export function isArchived(head: InboxHead, now: number): boolean {
  return head.archived_at !== null && (head.archived_at === head.last_at || isMuted(head, now));
}

export interface Arranged {
  /** The pinned ones in their own order, then the others as they came: the newest first. */
  inbox: readonly InboxHead[];
  archived: readonly InboxHead[];
}

/** The list as it is shown; `heads` come newest first. */
export function arranged(heads: readonly InboxHead[], now: number): Arranged {
  const away = new Set(heads.filter((head) => isArchived(head, now)));
  const here = heads.filter((head) => !away.has(head));
  return {
    inbox: [...pinnedOf(here), ...here.filter((head) => head.pinned === null)],
    archived: [...away],
  };
}

function pinnedOf(heads: readonly InboxHead[]): InboxHead[] {
  return heads
    .filter((head) => head.pinned !== null)
    .sort(
      (a, b) => (a.pinned ?? 0) - (b.pinned ?? 0) || (a.conversation < b.conversation ? -1 : 1),
    );
}

/** What the number on the app counts: unread messages, but for those of muted conversations. */
export function unreadOf(heads: readonly InboxHead[], now: number): number {
  return heads.reduce((sum, head) => sum + (isMuted(head, now) ? 0 : head.unread), 0);
}

/** The place above all that is pinned. */
export function topPlace(heads: readonly InboxHead[]): number {
  return (pinnedOf(heads)[0]?.pinned ?? 1) - 1;
}

/** The place of a pinned conversation one further up (-1) or down (1); null: it is at the end already. */
export function nextPlace(
  heads: readonly InboxHead[],
  conversation: string,
  by: -1 | 1,
): number | null {
  const pinned = pinnedOf(heads);
  const at = pinned.findIndex((head) => head.conversation === conversation);
  const next = pinned[at + by]?.pinned;
  if (at < 0 || next === undefined || next === null) return null;
  return (next + (pinned[at + 2 * by]?.pinned ?? next + 2 * by)) / 2;
}
