import type { Person } from '@causerie/client';

import type { Entry, ReadMark } from './entry.ts';

/** One line on the screen. `first` and `last` are the ends of a group: one author, one go. */
export type Row =
  | { type: 'day'; key: string; at: Date }
  | { type: 'unread'; key: string }
  | { type: 'entry'; key: string; entry: Entry; first: boolean; last: boolean; readers: Person[] };

const GROUP_MS = 5 * 60_000;

function sameDay(a: Date, b: Date): boolean {
  return (
    a.getDate() === b.getDate() &&
    a.getMonth() === b.getMonth() &&
    a.getFullYear() === b.getFullYear()
  );
}

function sameGroup(a: Entry | undefined, b: Entry | undefined): boolean {
  if (!a || !b || a.kind === 'event' || b.kind === 'event') return false;
  return (
    a.kind === b.kind &&
    a.own === b.own &&
    a.author.id === b.author.id &&
    b.at.getTime() - a.at.getTime() < GROUP_MS &&
    sameDay(a.at, b.at)
  );
}

/** The first entry that the reader has not seen: others' entries after `readSeq`. */
export function firstUnread(
  entries: readonly Entry[],
  readSeq: number | undefined,
): Entry | undefined {
  if (readSeq === undefined) return undefined;
  return entries.find(
    (entry) =>
      entry.seq !== undefined && entry.seq > readSeq && entry.kind !== 'event' && !entry.own,
  );
}

/** Whose picture stands under which entry: the last one that each has read, of all that others said. */
function readersBySeq(
  entries: readonly Entry[],
  marks: readonly ReadMark[],
): Map<number, Person[]> {
  const found = new Map<number, Person[]>();
  for (const { reader, seq } of marks) {
    const last = entries.findLast(
      (entry) =>
        entry.seq !== undefined &&
        entry.seq <= seq &&
        entry.kind !== 'event' &&
        entry.author.id !== reader.id,
    );
    if (last?.seq === undefined) continue;
    found.set(last.seq, [...(found.get(last.seq) ?? []), reader]);
  }
  return found;
}

/**
 * Turns entries (oldest first) into rows: a line for each day, one above the first unread entry, and groups of
 * bubbles. Keys are stable while entries come and go at either end.
 */
export function toRows(
  entries: readonly Entry[],
  unreadKey: string | undefined,
  marks: readonly ReadMark[],
): Row[] {
  const readers = readersBySeq(entries, marks);
  const rows: Row[] = [];
  entries.forEach((entry, i) => {
    const before = entries[i - 1];
    const after = entries[i + 1];
    if (!before || !sameDay(before.at, entry.at)) {
      rows.push({ type: 'day', key: `day ${entry.at.toDateString()} ${entry.key}`, at: entry.at });
    }
    if (entry.key === unreadKey) rows.push({ type: 'unread', key: 'unread' });
    rows.push({
      type: 'entry',
      key: entry.key,
      entry,
      first: entry.key === unreadKey || !sameGroup(before, entry),
      last: after?.key === unreadKey || !sameGroup(entry, after),
      readers: entry.seq === undefined ? [] : (readers.get(entry.seq) ?? []),
    });
  });
  return rows;
}
