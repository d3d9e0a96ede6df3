import type { InboxHead } from '@causerie/client';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { arranged, EVER, nextPlace, topPlace, unreadOf } from '../src/inbox/order.ts';

const NOW = Date.parse('2027-03-01T12:00:00Z');

function head(conversation: string, more: Partial<InboxHead> = {}): InboxHead {
  return {
    for: 'inbox',
    kind: 'customer',
    me: null,
    said_by: null,
    left: false,
    blocked: false,
    conversation,
    workspace: { id: conversation, slug: 's', name: 'Shop', logo_url: null, colour: '#000000' },
    last_seq: 1,
    last_at: '2027-03-01T10:00:00Z',
    snippet: null,
    unread: 0,
    pinned: null,
    muted_until: null,
    archived_at: null,
    merged_into: null,
    ...more,
  };
}

const ids = (heads: readonly InboxHead[]): string[] => heads.map((one) => one.conversation);

test('what is pinned stands above the others, in its own order', () => {
  const heads = [head('a'), head('b', { pinned: 2 }), head('c'), head('d', { pinned: -1 })];
  expect(ids(arranged(heads, NOW).inbox)).toEqual(['d', 'b', 'a', 'c']);
});

test('a later message brings a conversation back from the archive, unless it is muted', () => {
  const archived_at = '2027-03-01T09:00:00Z';
  const still = head('still', { archived_at, last_at: archived_at });
  const back = head('back', { archived_at });
  const muted = head('muted', { archived_at, muted_until: EVER });
  const over = head('over', { archived_at, muted_until: '2027-03-01T11:59:59Z' });
  const { inbox, archived } = arranged([still, back, muted, over], NOW);
  expect(ids(inbox)).toEqual(['back', 'over']);
  expect(ids(archived)).toEqual(['still', 'muted']);
});

test('the number on the app leaves out what is muted', () => {
  const heads = [
    head('a', { unread: 2 }),
    head('b', { unread: 5, muted_until: EVER }),
    head('c', { unread: 1, muted_until: '2027-03-01T11:00:00Z' }),
  ];
  expect(unreadOf(heads, NOW)).toBe(3);
});

test('moving a pinned conversation changes its place by one, and nobody else’s', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.tuple(fc.nat(5), fc.constantFrom<1 | -1>(1, -1)), { maxLength: 20 }),
      (count, moves) => {
        let heads: InboxHead[] = [];
        for (let i = 0; i < count; i += 1) {
          heads = [...heads, head(String(i), { pinned: topPlace(heads) })];
        }
        let order = ids(arranged(heads, NOW).inbox);
        expect(order).toEqual([...Array(count).keys()].map(String).reverse());
        for (const [which, by] of moves) {
          const id = String(which % count);
          const at = order.indexOf(id);
          const pinned = nextPlace(heads, id, by);
          const other = order[at + by];
          expect(pinned === null).toBe(other === undefined);
          if (pinned === null || other === undefined) continue;
          heads = heads.map((one) => (one.conversation === id ? { ...one, pinned } : one));
          order = order.toSpliced(at, 1).toSpliced(at + by, 0, id);
          expect(ids(arranged(heads, NOW).inbox)).toEqual(order);
        }
      },
    ),
  );
});
