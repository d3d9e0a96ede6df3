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
