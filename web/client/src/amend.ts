import type { Amend, Author, Entry, Reaction } from './schema.ts';

export type Change = Amend['change'];

/** An amendment that was made here and is not acknowledged yet. */
export interface PendingAmendment {
  clientId: string;
  conversation: string | null;
  of: number;
  change: Change;
}

/** The entry as it will be when the server has kept this: shown at once, and undone where it refuses. */
export function expected(
  entry: Entry,
  change: Change,
  me: Author,
  isMe: (who: Author) => boolean,
): Entry {
  const { body } = entry;
  if (body.kind === 'event' || body.content.kind === 'deleted') return entry;
  switch (change.kind) {
    case 'delete': {
      const gone: Entry = { ...entry, body: { kind: body.kind, content: { kind: 'deleted' } } };
      delete gone.reactions;
      delete gone.edited_at;
      return gone;
    }
    case 'close':
      return entry;
    case 'edit':
      return { ...entry, body: reworded(body, change.text), edited_at: new Date().toISOString() };
    case 'react': {
      const on = change.on ?? true;
      return { ...entry, reactions: reacted(entry.reactions ?? [], change.emoji, on, me, isMe) };
    }
  }
}

type Said = Exclude<Entry['body'], { kind: 'event' }>;

function reworded<T extends Said>(body: T, text: string): T {
  const { content } = body;
  if (content.kind === 'text') return { ...body, content: { ...content, text } };
  return 'caption' in content ? { ...body, content: { ...content, caption: text } } : body;
}

function reacted(
  reactions: readonly Reaction[],
  emoji: string,
  on: boolean,
  me: Author,
  isMe: (who: Author) => boolean,
): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const others = known?.people.filter((who) => !isMe(who)) ?? [];
  const next = { emoji, people: on ? [...others, me] : others };
  const all = known ? reactions.map((one) => (one === known ? next : one)) : [...reactions, next];
  return all.filter(({ people }) => people.length > 0);
}
