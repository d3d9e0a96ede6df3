/** What an agent should know before a reply goes: that another's went out meanwhile, and that the customer was silent. */

import type { Entry } from '@causerie/client';

const DAY_MS = 86_400_000;

/** The last answer that another gave after `since`, the last entry when the agent began to write. */
export function othersAnswer(
  entries: readonly Entry[],
  since: number | undefined,
  me: string,
): Entry | undefined {
  if (since === undefined) return undefined;
  return entries.findLast(
    ({ seq, author, body }) =>
      seq > since &&
      body.kind === 'message' &&
      (author.kind === 'bot' || (author.kind === 'staff' && author.id !== me)),
  );
}

/** For how many days, one at least, the customer said nothing; Infinity: they never did; 0: they wrote today. */
export function silentDays(entries: readonly Entry[], now: number): number {
  const last = entries.findLast(
    ({ author, body }) => author.kind === 'contact' && body.kind === 'message',
  );
  return last ? Math.floor((now - Date.parse(last.at)) / DAY_MS) : Infinity;
}
