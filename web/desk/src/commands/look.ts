import { Problem, type DeskHead, type Found, type Http } from '@causerie/client';
import { formatShort } from '@causerie/ui';
import MessageSquare from '@lucide/svelte/icons/message-square';
import UserRound from '@lucide/svelte/icons/user-round';

import { nameOf, snippetText } from '../inbox/wording.ts';
import { router } from '../router.svelte.ts';
import type { InboxRoute } from '../routes.ts';
import type { Action } from './action.ts';

const MOST = 8;

/** The conversations with the people who are called so, and the newest ones in which it was said. */
export async function lookFor(
  http: Http,
  route: InboxRoute,
  query: string,
  signal: AbortSignal,
): Promise<Action[]> {
  let found: Found;
  try {
    found = await http.get<Found>(`/api/v1/workspaces/${route.workspace}/search`, {
      query: { q: query, limit: MOST },
      signal,
    });
  } catch (error) {
    if (signal.aborted || error instanceof Problem) return []; // The commands are there all the same.
    throw error;
  }
  const heads = new Map(found.heads.map((head) => [head.conversation, head]));
  const people = found.contacts
    .flatMap((id) => heads.get(id) ?? [])
    .map((head) => person(route, head));
  const said = found.hits.flatMap((hit): Action[] => {
    const head = heads.get(hit.conversation);
    if (!head) return [];
    const { conversation, seq, parts } = hit;
    return [
      {
        id: `said ${conversation} ${seq}`,
        label: parts.map(({ text }) => text).join(''),
        hint: `${nameOf(head.contact)} · ${formatShort(new Date(hit.at))}`,
        icon: MessageSquare,
        passing: true,
        onselect: () => {
          router.go({ ...route, conversation, at: seq, contact: false });
        },
      },
    ];
  });
  return [...people, ...said];
}

function person(route: InboxRoute, head: DeskHead): Action {
  const { conversation } = head;
  return {
    id: `person ${conversation}`,
    label: nameOf(head.contact),
    hint: snippetText(head.snippet),
    icon: UserRound,
    passing: true,
    onselect: () => {
      router.go({ ...route, conversation, at: null, contact: false });
    },
  };
}
