import type { DeskHead } from '@causerie/client';

import { messages } from './messages/index.ts';

type Due = NonNullable<DeskHead['due']>;

const MINUTE_MS = 60_000;

/** The time, to the minute, for everything on the screen that counts down to something. */
class Minute {
  #now = $state(Date.now());

  constructor() {
    setInterval(() => (this.#now = Date.now()), MINUTE_MS / 4);
  }

  get now(): number {
    return this.#now;
  }
}
export const minute = new Minute();

/** "12 min", "3 hr", "2 days": in the greatest unit that fills; nobody is told 0. */
export function howLong(ms: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / MINUTE_MS));
  const [value, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / (24 * 60)), 'day'];
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(messages.t.tag, style).format(value);
}

/** "Answer due in 12 min", "Answer overdue by 5 min". `left`: ms. */
export function dueText({ target }: Due, left: number): string {
  const t = messages.t.due;
  const time = howLong(left);
  return left < 0 ? t.over[target](time) : t.in[target](time);
}

/** The same in a list: "12 min", "+5 min" where that is over. */
export function shortLeft(left: number): string {
  return left < 0 ? `+${howLong(left)}` : howLong(left);
}
