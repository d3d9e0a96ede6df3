import type { Http, InboxHead, InboxPage } from '@causerie/client';

/** The whole list, page after page: what is there is found and counted. Throws a `Problem`. */
export async function loadAll(http: Http): Promise<{ heads: InboxHead[]; cursor: string }> {
  const first = await http.get<InboxPage>('/api/v1/inbox');
  const heads = new Map(first.heads.map((head) => [head.conversation, head]));
  for (let page = first.next; page !== null;) {
    const more = await http.get<InboxPage>('/api/v1/inbox', { query: { page, limit: 500 } });
    for (const head of more.heads) heads.set(head.conversation, head);
    page = more.next;
  }
  return { heads: [...heads.values()], cursor: first.cursor };
}
