import type { InboxHead } from '@causerie/client';
import { expect, test } from 'vitest';

import { arrivals } from '../src/push/arrivals.ts';
import { sound } from '../src/push/sound.svelte.ts';

const head = (change: Partial<InboxHead> = {}): InboxHead => ({
  for: 'inbox',
  merged_into: null,
  conversation: 'a',
  workspace: { id: 'w', slug: 'w', name: 'Shop', logo_url: null, colour: '#336699' },
  last_seq: 3,
  last_at: '2026-01-01T00:00:00Z',
  snippet: null,
  unread: 0,
  pinned: null,
  muted_until: null,
  archived_at: null,
  kind: 'customer',
  said_by: null,
  me: null,
  left: false,
  blocked: false,
  ...change,
});

test('what others wrote is heard, once, and not what is muted or was read', () => {
  const before = [head()];
  const came = head({ last_seq: 4, unread: 1 });
  expect(arrivals(before, [came], 0)).toEqual([came]);
  expect(arrivals([came], [came], 0)).toEqual([]);
  expect(arrivals([came], [head({ last_seq: 5, unread: 0 })], 0)).toEqual([]);
  const muted = head({ last_seq: 4, unread: 1, muted_until: '9999-12-31T00:00:00Z' });
  expect(arrivals(before, [muted], 0)).toEqual([]);
  expect(arrivals(before, [head(), head({ conversation: 'b', unread: 1 })], 0)).toHaveLength(1);
});

test('the choice stays on the device', () => {
  sound.set(false);
  expect(localStorage.getItem('causerie.messenger.sound')).toBe('off');
  sound.set(true);
  expect(localStorage.getItem('causerie.messenger.sound')).toBeNull();
});
