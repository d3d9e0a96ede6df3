/** The commands that were used last on this device, the last one first. */

const KEY = 'causerie.desk.recent';
const MOST = 6;

export function readRecent(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return []; // A hand in the developer tools may have left anything there.
  }
}

export function used(id: string): void {
  const now = [id, ...readRecent().filter((known) => known !== id)].slice(0, MOST);
  localStorage.setItem(KEY, JSON.stringify(now));
}
