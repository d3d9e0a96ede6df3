import type { Group } from '@causerie/client';

import { http } from '../account/account.svelte.ts';

/** Shows the group by this picture. Throws a `Problem`. */
export async function sendPicture(conversation: string, picture: Blob): Promise<Group> {
  const headers = { 'Content-Type': picture.type };
  return http.put<Group>(`/api/v1/groups/${conversation}/picture`, picture, { headers });
}
