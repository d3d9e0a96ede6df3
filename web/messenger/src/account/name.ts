import type { Me } from '@causerie/client';

import { messages } from '../messages/index.ts';

/** What to call an account whose owner may have given no name. */
export function nameOf(who: Me['account']): string {
  return who.name || who.email || who.phone || messages.t.someone;
}
