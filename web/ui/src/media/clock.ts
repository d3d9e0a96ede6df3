/** Minutes and seconds as clocks show them, of milliseconds: 0:07, 12:30. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000 + 0.05);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
