/**
 * Where an arrow key, Home or End moves the focus among `count` items, round the ends; undefined for other keys.
 * `axis` says which arrows count; in a row they follow the reader's line. (ARIA Authoring Practices, "roving tabindex".)
 */
export function step(
  key: string,
  from: number,
  count: number,
  axis: 'row' | 'column',
): number | undefined {
  if (count === 0) return undefined;
  const row =
    document.documentElement.dir === 'rtl'
      ? ['ArrowLeft', 'ArrowRight']
      : ['ArrowRight', 'ArrowLeft'];
  const [forward, back] = axis === 'row' ? row : ['ArrowDown', 'ArrowUp'];
  if (key === forward) return (from + 1) % count;
  if (key === back) return from <= 0 ? count - 1 : from - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
