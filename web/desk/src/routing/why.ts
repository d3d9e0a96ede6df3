import type { Because } from '@causerie/client';

import { messages } from './messages/index.ts';

/** Why routing decided so, in the agent's language: "answered this customer before". */
export function whyText(why: Because): string {
  const t = messages.t.why;
  if (why.reason === 'overflow') return t.overflow(why.minutes ?? 0);
  return [
    why.gone ? t.gone(why.gone) : '',
    t[why.reason],
    why.language ? t.speaks(languageName(why.language)) : '',
    why.skills?.length ? t.knows(why.skills.join(', ')) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** "Romanian" for ro, in the agent's language. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([messages.t.tag], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // It is no tag after all.
  }
}
