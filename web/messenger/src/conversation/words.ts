import type { CustomerWords } from '@causerie/ui';

import { messages } from '../messages/index.ts';

/** What a timeline with this business says in the reader's language. */
export function wordsOf(business: string): CustomerWords {
  const { t } = messages;
  return {
    business: business || t.someone,
    via: t.via,
    event: (event) => {
      if (event.type === 'email_given') return t.event.email_given(event.email);
      // That the shop vouched for its own customer is no news to them.
      if (event.type === 'identity_verified' && event.kind === 'email')
        return t.event.identity_verified(event.value);
      return undefined;
    },
  };
}
