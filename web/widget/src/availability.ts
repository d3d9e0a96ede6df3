import type { WidgetConfig } from '@causerie/client';
import { formatDay, formatTime, locale } from '@causerie/ui';

import { messages } from './messages/index.ts';

/** What the panel says of when an answer comes. */
export interface Availability {
  /** Whether somebody answers now. */
  here: boolean;
  /** When they are back; empty where they are here, or nobody knows. */
  back: string;
  /** How long an answer usually takes, from real figures; empty where there are too few. */
  wait: string;
}

/** `here`: somebody of the staff has the desk open. */
export function availabilityOf(info: WidgetConfig | undefined, here: boolean): Availability {
  const hours = info?.hours ?? null;
  const open = hours?.open ?? here;
  return {
    here: open,
    back: hours && !hours.open && hours.opens_at ? backAt(new Date(hours.opens_at)) : '',
    wait: waitWords(info?.answer_seconds ?? null),
  };
}

/** In the visitor's own time. */
export function backAt(at: Date, now: Date = new Date()): string {
  const { back } = messages.t;
  const time = formatTime(at);
  const days = Math.round((startOf(at) - startOf(now)) / 86_400_000);
  if (days === 0) return back.today(time);
  if (days === 1) return back.tomorrow(time);
  const weekday = new Intl.DateTimeFormat(locale.current, { weekday: 'long' });
  return back.later(days < 7 ? weekday.format(at) : formatDay(at, now), time);
}

/** Rounded up to what a person would say: a promise that is kept more often than not. */
export function waitWords(seconds: number | null): string {
  const { wait } = messages.t;
  if (seconds === null) return '';
  if (seconds <= 60) return wait.minute;
  const minutes = [5, 10, 15, 30].find((some) => seconds <= some * 60);
  if (minutes !== undefined) return wait.minutes(minutes);
  if (seconds <= 3600) return wait.hour;
  const hours = Math.ceil(seconds / 3600);
  return hours <= 12 ? wait.hours(hours) : wait.day;
}

function startOf(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
