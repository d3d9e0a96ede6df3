/** Rules to start from. */

import type { NewRule } from '@causerie/client';

import { messages } from './messages/index.ts';

/** Three that every business may want, in the reader's language. */
export function readyRules(): NewRule[] {
  const t = messages.t.readyRules;
  return [
    {
      name: t.away,
      when: { on: 'case_opened', minutes: null },
      match: 'all',
      conditions: [{ what: 'hours', negated: true }],
      then: [{ do: 'say', text: t.awayText, reply: null }],
    },
    {
      name: t.urgent,
      when: { on: 'unanswered', minutes: 60 },
      match: 'all',
      conditions: [],
      then: [
        { do: 'priority', priority: 'urgent' },
        { do: 'note', text: t.urgentText },
      ],
    },
    {
      name: t.thanks,
      when: { on: 'rated', minutes: null },
      match: 'all',
      conditions: [{ what: 'rating', negated: false, least: 4, most: 5 }],
      then: [{ do: 'say', text: t.thanksText, reply: null }],
    },
  ];
}
