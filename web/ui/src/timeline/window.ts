import type { Row } from './rows.ts';

/** A stretch of a long list: the rows from `start` up to and without `end` are in the page. */
export interface Stretch {
  start: number;
  end: number;
}

/** How many rows are added at a time, and how many may be in the page. */
const PAGE = 60;
const MOST = 240;

/** The end of the list. */
export function tail(count: number): Stretch {
  return { start: Math.max(0, count - PAGE), end: count };
}

/** The rows about an index, with more after it than before. */
export function around(index: number, count: number): Stretch {
  const start = Math.max(0, index - PAGE / 3);
  return { start, end: Math.min(count, start + PAGE * 2) };
}

/** More rows before; when there are too many, those at the far end go. */
export function earlier({ start, end }: Stretch): Stretch {
  const next = Math.max(0, start - PAGE);
  return { start: next, end: Math.min(end, next + MOST) };
}

export function later({ start, end }: Stretch, count: number): Stretch {
  const next = Math.min(count, end + PAGE);
  return { start: Math.max(start, next - MOST), end: next };
}

/**
 * Where the stretch lies after the list changed: it keeps its rows when others come before them, and stays at the
 * end if it was there. `trim`: the reader is at the end, and rows far above may go.
 */
export function carried(
  stretch: Stretch,
  before: readonly Row[],
  after: readonly Row[],
  trim: boolean,
): Stretch {
  // Entries keep their keys; the lines of days between them come and go.
  const from = before.findIndex((row, i) => i >= stretch.start && row.type === 'entry');
  const to = after.findIndex((row) => row.key === before[from]?.key);
  if (from === -1 || to === -1) return tail(after.length);
  let start = to;
  while (start > 0 && after[start - 1]?.type !== 'entry') start -= 1;
  const end = stretch.end >= before.length ? after.length : stretch.end + to - from;
  return { start: trim ? Math.max(start, end - MOST) : start, end };
}
