import type { Entry, Person } from '@causerie/client';

import type { CauserieMessage } from '../sdk/causerie.d.ts';

/** A message as the site's page is told of it. */
export function told({ author, body }: Entry, person: Person | undefined): CauserieMessage {
  const content = body.kind === 'event' ? undefined : body.content;
  return {
    from: author.kind === 'contact' ? 'visitor' : 'business',
    name: person?.name ?? '',
    kind: content?.kind ?? '',
    text: content?.kind === 'text' ? content.text : '',
  };
}
