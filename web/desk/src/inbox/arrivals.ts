import type { DeskHead } from '@causerie/client';

/**
 * The conversations in which a customer wrote between two states of the list. Pages of older conversations that
 * are loaded meanwhile, and changes of other kinds (assigned, read elsewhere), are none.
 */
export function arrivals(before: readonly DeskHead[], after: readonly DeskHead[]): DeskHead[] {
  const known = new Map(before.map((head) => [head.conversation, head]));
  const newest = before.reduce((time, head) => Math.max(time, Date.parse(head.last_at)), 0);
  return after.filter((head) => {
    const old = known.get(head.conversation);
    if (old === head || head.snippet?.author.kind !== 'contact') return false;
    return old
      ? head.unread > old.unread && head.last_seq > old.last_seq
      : head.unread > 0 && Date.parse(head.last_at) > newest;
  });
}
