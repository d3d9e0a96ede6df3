import { locale } from '../i18n/locale.svelte.ts';

const DAY: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'long' };

/** A day (YYYY-MM-DD) or a moment (RFC 3339) in the reader's language and time zone. */
export function formatMoment(value: string): string {
  if (!value.includes('T'))
    return formatDate(new Date(`${value}T00:00`), { ...DAY, year: 'numeric' });
  return formatDate(new Date(value), { ...DAY, hour: 'numeric', minute: '2-digit' });
}

export function formatSlotDay(at: Date): string {
  return formatDate(at, DAY);
}

export function formatDate(at: Date, options: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat(locale.current, options).format(at);
}

/** The reader's time zone in their language. */
export function zoneName(): string {
  const parts = new Intl.DateTimeFormat(locale.current, { timeZoneName: 'long' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** A local time as a field has it (YYYY-MM-DDTHH:MM), as RFC 3339 with the reader's offset then. */
export function withOffset(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, '0');
  return `${local}:00${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
