import type { InboxHead, Person } from '@causerie/client';

/** As whom a conversation is shown: the business, the group, or the other one. */
export function faceOf(head: InboxHead): Pick<Person, 'id' | 'name' | 'avatar_url'> {
  const { id, name, logo_url } = head.workspace;
  return { id: head.kind === 'customer' ? id : head.conversation, name, avatar_url: logo_url };
}
