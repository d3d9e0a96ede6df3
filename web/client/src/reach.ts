import type { Author, Entry, Person, ReadMark } from './schema.ts';

/** The customer's side is `contact`; staff, bots and the system are the other. */
export function sideOf(author: Pick<Author, 'kind'>): 'customer' | 'business' {
  return author.kind === 'contact' ? 'customer' : 'business';
}

/** Whether that is this person: among several who talk with each other `me`, with a business its customer. */
export function isMine(author: Author, me: string | null): boolean {
  return me === null ? sideOf(author) === 'customer' : author.id === me;
}

/**
 * How far an entry got on the other side, or, where `me` is one of several, with any other. `readers` are those who read
 * it and are known by name.
 */
export interface Reach {
  state: 'sent' | 'delivered' | 'read';
  readers: Person[];
}

export function reachOf(
  entry: Entry,
  marks: readonly ReadMark[],
  people: ReadonlyMap<string, Person>,
  me: string | null = null,
): Reach {
  const others = marks.filter(({ reader }) =>
    me === null ? sideOf(reader) !== sideOf(entry.author) : reader.id !== entry.author.id,
  );
  const read = others.filter((mark) => mark.read >= entry.seq);
  if (read.length > 0) {
    const readers = read.flatMap(({ reader }) => people.get(reader.id ?? '') ?? []);
    return { state: 'read', readers };
  }
  const delivered = others.some((mark) => mark.delivered >= entry.seq);
  return { state: delivered ? 'delivered' : 'sent', readers: [] };
}

/** Whether both are the same one. */
export function same(a: Author, b: Author): boolean {
  return a.kind === b.kind && (a.id ?? null) === (b.id ?? null);
}

type Reached = Pick<ReadMark, 'delivered' | 'read'>;

export function furthest(a: Reached, b: Reached): Reached {
  return { delivered: Math.max(a.delivered, b.delivered), read: Math.max(a.read, b.read) };
}

/** Marks only grow. */
export function further(marks: readonly ReadMark[], told: ReadMark): readonly ReadMark[] {
  const known = marks.find(({ reader }) => same(reader, told.reader));
  if (!known) return [...marks, told];
  const grown = { reader: told.reader, ...furthest(known, told) };
  return marks.map((mark) => (mark === known ? grown : mark));
}
