import type { Happened, Person } from '@causerie/client';
import type { CustomerWords } from '@causerie/ui';

import { messages } from '../messages/index.ts';
import { words } from './messages/index.ts';

/** What a timeline among several people says in the reader's language. `me`: who of them reads. */
export function wordsAmong(me: string): CustomerWords {
  return {
    business: messages.t.someone,
    via: {},
    event: (event, by) => eventOf(event, by, me),
  };
}

function eventOf(event: Happened['event'], by: Person, me: string): string | undefined {
  const t = words.t.event;
  const mine = by.id === me;
  switch (event.type) {
    case 'group_made':
      return mine ? t.youMade(event.name) : t.made(by.name, event.name);
    case 'group_renamed':
      return mine ? t.youRenamed(event.name) : t.renamed(by.name, event.name);
    case 'group_pictured':
      return mine ? t.youPictured : t.pictured(by.name);
    case 'member_joined':
      return mine ? t.youJoined : t.joined(named(event));
    case 'member_left':
      return leftOf(event, by, me);
    case 'role_given': {
      const [you, they] = (
        {
          owner: [t.youOwner, t.owner],
          admin: [t.youAdmin, t.admin],
          member: [t.youMember, t.member],
        } as const
      )[event.role];
      return event.who === me ? you : they(named(event));
    }
    default:
      return undefined;
  }
}

function leftOf(event: { who: string; name: string }, by: Person, me: string): string {
  const t = words.t.event;
  if (event.who === by.id) return by.id === me ? t.youLeft : t.left(named(event));
  if (event.who === me) return t.wereRemoved(by.name);
  return by.id === me ? t.youRemoved(named(event)) : t.removed(by.name, named(event));
}

/** What they were called then; nobody any more, where they were forgotten. */
function named({ name }: { name: string }): string {
  return name || messages.t.someone;
}
