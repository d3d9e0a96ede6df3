import type { DeskHead } from '@causerie/client';

let made = 0;

/** A conversation in the list, a second newer than the one made before. */
export function head(change: Partial<DeskHead> = {}): DeskHead {
  made += 1;
  const id = String(made).padStart(12, '0');
  return {
    for: 'desk',
    conversation: `0193dddd-0000-7000-8000-${id}`,
    contact: {
      id: `0193eeee-0000-7000-8000-${id}`,
      name: `Customer ${made}`,
      avatar_url: null,
      email: null,
      verified: false,
      erased: false,
    },
    status: 'open',
    case: 1,
    assignee: null,
    last_seq: 2,
    last_at: new Date(Date.UTC(2026, 10, 1) + made * 1000).toISOString(),
    snippet: { author: { kind: 'contact', id: null }, content: 'text', text: 'Hello' },
    unread: 1,
    merged_into: null,
    status_until: null,
    team: null,
    priority: null,
    labels: [],
    due: null,
    ...change,
  };
}
