import type { Entries, Entry, Person } from './schema.ts';

/** What is known of a conversation's entries: all that this reader may see of (`low`, `have`]. Immutable. */
export interface Timeline {
  /** Ordered by `seq`, each once. */
  readonly entries: readonly Entry[];
  readonly low: number;
  /** null: nothing has been loaded. */
  readonly have: number | null;
  readonly head: number;
  /** The authors, by id; the latest told counts. */
  readonly people: ReadonlyMap<string, Person>;
}

export const EMPTY: Timeline = { entries: [], low: 0, have: null, head: 0, people: new Map() };

/**
 * Merges an `entries` frame (docs/live.md, "A conversation is a stream"). `pull` is the `after` to pull from, where
 * something is missing or there is more.
 */
export function take(
  timeline: Timeline,
  frame: Entries,
): { timeline: Timeline; pull: number | null } {
  const { low, have } = timeline;
  const head = Math.max(timeline.head, frame.head);
  const people = meet(timeline.people, frame.people);
  const entries = amend(timeline.entries, frame.amended ?? []);
  const known = { ...timeline, entries, head, people };
  if (have !== null && frame.after > have) return { timeline: known, pull: have };
  // A page from before what is loaded that does not touch it: asked for before a reset.
  if (have !== null && frame.through < low) return { timeline: known, pull: null };

  const through = Math.max(have ?? frame.through, frame.through);
  return {
    timeline: {
      head,
      people,
      low: have === null ? frame.after : Math.min(low, frame.after),
      have: through,
      entries: merge(have === null ? [] : entries, frame.entries),
    },
    pull: through < head && frame.through === through ? through : null,
  };
}

/** Puts what was amended in the place of what is known of it. What is not known is not looked at. */
export function amend(known: readonly Entry[], told: readonly Entry[]): readonly Entry[] {
  if (told.length === 0) return known;
  const bySeq = new Map(told.map((entry) => [entry.seq, entry]));
  return known.map((entry) => newer(entry, bySeq.get(entry.seq)));
}

function newer(known: Entry, told: Entry | undefined): Entry {
  return told && (told.amended ?? 0) > (known.amended ?? 0) ? told : known;
}

/** Whether a page lies over, or next to, what is known. */
export function touches({ low, have }: Timeline, frame: Entries): boolean {
  return have !== null && frame.after <= have && frame.through >= low;
}

/** Adds a page that touches what is known; what lies between it and the head is not asked for. */
export function join(timeline: Timeline, frame: Entries): Timeline {
  const { low, have } = timeline;
  const known = amend(timeline.entries, frame.amended ?? []);
  return {
    head: Math.max(timeline.head, frame.head),
    people: meet(timeline.people, frame.people),
    low: have === null ? frame.after : Math.min(low, frame.after),
    have: Math.max(have ?? frame.through, frame.through),
    entries: merge(known, frame.entries),
  };
}

/**
 * Forgets that entries above `seq` are complete, and keeps those that are there: what a browser that has just been
 * verified does, since more of that range is now for it.
 */
export function rewind(timeline: Timeline, seq: number): Timeline {
  if (timeline.have === null || timeline.have <= seq) return timeline;
  return seq < timeline.low ? EMPTY : { ...timeline, have: seq };
}

/** Adds people, and replaces those that changed. */
export function meet(
  people: ReadonlyMap<string, Person>,
  told: readonly Person[],
): ReadonlyMap<string, Person> {
  if (told.length === 0) return people;
  return new Map([...people, ...told.map((person) => [person.id, person] as const)]);
}

function merge(known: readonly Entry[], told: readonly Entry[]): readonly Entry[] {
  if (told.length === 0) return known;
  const last = known.at(-1)?.seq ?? 0;
  if (told.every((entry) => entry.seq > last)) return [...known, ...told];
  if (told.every((entry) => entry.seq < (known[0]?.seq ?? 0))) return [...told, ...known];
  const bySeq = new Map(told.map((entry) => [entry.seq, entry]));
  for (const entry of known) bySeq.set(entry.seq, newer(entry, bySeq.get(entry.seq)));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
