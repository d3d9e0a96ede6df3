import { locale } from './locale.svelte.ts';

/** Intl formatters are dear to make and are made once for each language and purpose. */
const made = new Map<string, unknown>();

/** The reader's language as their region writes times and numbers: 14:05 in Britain, 2:05 PM in America. */
function regional(): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === locale.current);
  return own ?? locale.current;
}

function once<T>(purpose: string, make: (locale: string) => T): T {
  const tag = regional();
  const key = `${tag} ${purpose}`;
  const found = made.get(key) as T | undefined;
  if (found !== undefined) return found;
  const formatter = make(tag);
  made.set(key, formatter);
  return formatter;
}

function date(purpose: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(purpose, (tag) => new Intl.DateTimeFormat(tag, options));
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** Whole days from `at` back to `now`, in the reader's time zone: 0 is today, 1 yesterday. */
function daysAgo(at: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
}

/** 14:05 */
export function formatTime(at: Date): string {
  return date('time', { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** Friday, 12 March 2027, 14:05: for tooltips and screen readers. */
export function formatFull(at: Date): string {
  return date('full', { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** The heading of a day in a timeline: Today, Yesterday, 12 March, 12 March 2025. */
export function formatDay(at: Date, now: Date = new Date()): string {
  const ago = daysAgo(at, now);
  if (ago === 0 || ago === 1) {
    const word = once('day', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })).format(
      -ago,
      'day',
    );
    return word.charAt(0).toLocaleUpperCase(locale.current) + word.slice(1);
  }
  const sameYear = at.getFullYear() === now.getFullYear();
  return sameYear
    ? date('day-month', { day: 'numeric', month: 'long' }).format(at)
    : date('day-month-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** As short as a list of conversations wants it: 14:05 today, Mon this week, 12 Mar, 12/03/2025. */
export function formatShort(at: Date, now: Date = new Date()): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return formatTime(at);
  if (ago > 0 && ago < 7) return date('weekday', { weekday: 'short' }).format(at);
  if (at.getFullYear() === now.getFullYear()) {
    return date('short', { day: 'numeric', month: 'short' }).format(at);
  }
  return date('short-year', { dateStyle: 'short' }).format(at);
}

/** When something will be, as short as can be: 14:05 today, Mon, 14:05 within a week, 12 Mar, 14:05 after that. */
export function formatComing(at: Date, now: Date = new Date()): string {
  const ahead = -daysAgo(at, now);
  if (ahead === 0) return formatTime(at);
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  if (ahead < 7) return date('coming', { weekday: 'short', ...clock }).format(at);
  return date('coming-later', { day: 'numeric', month: 'short', ...clock }).format(at);
}

export function formatNumber(n: number): string {
  return once('number', (tag) => new Intl.NumberFormat(tag)).format(n);
}

/** A file's size, from bytes: 640 byte, 12 kB, 3.4 MB. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(
    Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0),
    units.length - 1,
  );
  const unit = units[step] ?? 'byte';
  const size = bytes / 1000 ** step;
  return once(
    unit,
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }),
  ).format(size < 10 ? size : Math.round(size));
}
