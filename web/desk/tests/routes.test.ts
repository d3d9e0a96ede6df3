import { describe, expect, it } from 'vitest';

import { contacts, format, inbox, parse, STATUSES, VIEWS, type Route } from '../src/routes.ts';

const SHOP = '0193aaaa-0000-7000-8000-000000000001';
const TALK = '0193dddd-0000-7000-8000-000000000009';
const at = (path: string) => parse(new URL(path, 'https://desk.example'));

describe('an address', () => {
  const every: Route[] = [
    { name: 'start' },
    { name: 'profile' },
    { name: 'setup', workspace: SHOP },
    { name: 'message-us', workspace: SHOP },
    { name: 'stories', workspace: SHOP },
    { name: 'cases', workspace: SHOP },
    { name: 'stickers', workspace: SHOP },
    { name: 'attributes', workspace: SHOP },
    contacts(SHOP),
    { ...contacts(SHOP), contact: TALK, search: 'Ștefan & co' },
    { ...contacts(SHOP), search: 'a', segment: TALK },
    { name: 'replies', workspace: SHOP },
    ...VIEWS.flatMap((view) =>
      STATUSES.flatMap((status) => [
        inbox(SHOP, view, status),
        { ...inbox(SHOP, view, status), conversation: TALK },
        { ...inbox(SHOP, view, status), conversation: TALK, contact: true },
        {
          ...inbox(SHOP, view, status),
          only: {
            label: 'VIP & more',
            team: TALK,
            priority: 'urgent' as const,
            due: true as const,
          },
        },
        { ...inbox(SHOP, view, status), search: 'заказ & "red coat"' },
        { ...inbox(SHOP, view, status), conversation: TALK, search: 'a b ', at: 12 },
      ]),
    ),
  ];

  it.each(every)('leads back to its screen: %o', (route) => {
    expect(at(format(route))).toEqual(route);
  });

  it('opens my own conversations where no view is named', () => {
    expect(at(`/desk/${SHOP}`)).toEqual(inbox(SHOP, 'mine'));
  });

  it.each([
    '/desk/shop/mine',
    `/desk/${SHOP}/theirs`,
    `/desk/${SHOP}/all/7`,
    '/desks',
    '/messenger',
  ])('that names no screen is unknown: %s', (path) => {
    expect(at(path)).toEqual({ name: 'unknown' });
  });

  it.each(['0', '-1', 'x', '1e9', ''])('marks no entry that cannot be: %s', (seq) => {
    expect(at(`/desk/${SHOP}/all/${TALK}?at=${seq}`)).toEqual({
      ...inbox(SHOP, 'all'),
      conversation: TALK,
    });
  });

  it('lays no contact over nothing', () => {
    expect(at(`/desk/${SHOP}/all?contact`)).toEqual(inbox(SHOP, 'all'));
  });
});
