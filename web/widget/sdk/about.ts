/** What the page says of its visitor until the panel takes it: merged and bounded, in memory alone. */
import { complain } from './complain.ts';

type Value = string | number | boolean | { date: string };
type Values = Record<string, Value | null>;

export interface Tracked {
  id: string;
  name: string;
  at: string;
  details: Record<string, Value>;
}

/** The server's `About`. */
export interface About {
  who?: Record<string, string>;
  contact: Values;
  conversation: Values;
  labels: Record<string, boolean>;
  events: Tracked[];
}

const MAX_EVENTS = 50;
const MAX_ATTRIBUTES = 50;
const MAX_LABELS = 20;
const MAX_DETAILS = 20;
const NAME = /^\w[\w .-]{0,49}$/;

export const nothing = (): About => ({ contact: {}, conversation: {}, labels: {}, events: [] });

/** Puts what was said later over what was said before. */
export function merge(before: About, later: About): About {
  const who = later.who ?? before.who;
  return {
    ...(who && { who }),
    contact: newest({ ...before.contact, ...later.contact }, MAX_ATTRIBUTES),
    conversation: newest({ ...before.conversation, ...later.conversation }, MAX_ATTRIBUTES),
    labels: newest({ ...before.labels, ...later.labels }, MAX_LABELS),
    events: [...before.events, ...later.events].slice(-MAX_EVENTS),
  };
}

export function isNothing({ who, contact, conversation, labels, events }: About): boolean {
  const keys = [who ?? {}, contact, conversation, labels, events];
  return keys.every((one) => Object.keys(one).length === 0);
}

function newest<Kept>(all: Record<string, Kept>, most: number): Record<string, Kept> {
  return Object.fromEntries(Object.entries(all).slice(-most));
}

/** The attributes that the server takes; of the others the console tells. */
export function attributes(given: unknown): Record<string, Value> {
  const taken: Record<string, Value> = {};
  if (typeof given !== 'object' || given === null) {
    complain('attributes are an object of names and values');
    return taken;
  }
  for (const [name, value] of Object.entries(given)) {
    const kept = valueOf(value);
    if (!NAME.test(name)) complain(`${name} is no name of an attribute: up to 50 of a-z 0-9 _ . -`);
    else if (kept === undefined)
      complain(
        `${name} is not kept: a text of up to 500 characters, a number, a boolean or a Date`,
      );
    else taken[name] = kept;
  }
  return taken;
}

function valueOf(value: unknown): Value | undefined {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : { date: value.toISOString() };
  if (typeof value === 'string')
    return value.length <= 500 && !value.includes('\0') ? value : undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) && Math.abs(value) <= 2 ** 53 ? value : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

export function attributeGone(name: unknown): Values {
  return typeof name === 'string' && NAME.test(name) ? { [name]: null } : {};
}

/** A name that a person reads: of a label, of an event. */
export function plainName(given: unknown, longest: number): string | undefined {
  const name = typeof given === 'string' ? given.trim() : '';
  // eslint-disable-next-line no-control-regex -- the server takes none of them
  if (name !== '' && name.length <= longest && !/[\x00-\x1f]/.test(name)) return name;
  complain(`${JSON.stringify(given)} is not a name of up to ${longest} characters`);
  return undefined;
}

export function tracked(name: string, details: unknown): Tracked {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return {
    id: [...random].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    name,
    at: new Date().toISOString(),
    details: newest(details === undefined ? {} : attributes(details), MAX_DETAILS),
  };
}
