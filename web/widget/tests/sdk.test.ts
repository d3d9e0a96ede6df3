import { expect, test } from 'vitest';

import { attributes, merge, nothing, tracked } from '../sdk/about.ts';
import { isBareHash, namedUser } from '../sdk/user.ts';
import { backAt, waitWords } from '../src/availability.ts';
import { holds, type Situation, type Trigger } from '../triggers/conditions.ts';

const TRIGGER: Trigger = {
  id: 'help',
  name: 'Help',
  words: { en: 'Help?' },
  seconds: null,
  scrolled: null,
  leaving: false,
  pages: [],
  referrers: [],
  campaign: {},
  returning: null,
  attribute: null,
  at_most: 1,
  every_hours: 24,
  quiet: null,
};
const NOW: Situation = {
  seconds: 10,
  scrolled: 40,
  leaving: false,
  address: 'https://shop.test/coats?utm_source=mail',
  referrer: 'https://search.test/',
  returning: false,
  facts: { cart_total: 120 },
  now: new Date(2026, 10, 23, 23, 30),
  shown: 0,
  shownAt: undefined,
};

test.each<[Partial<Trigger>, boolean]>([
  [{}, true],
  [{ seconds: 10 }, true],
  [{ seconds: 11 }, false],
  [{ scrolled: 41 }, false],
  [{ leaving: true }, false],
  [{ pages: ['/boots', '/coats'] }, true],
  [{ pages: ['/boots'] }, false],
  [{ referrers: ['search.test'] }, true],
  [{ campaign: { utm_source: 'ads' } }, false],
  [{ returning: true }, false],
  [{ attribute: { name: 'cart_total', value: 120 } }, true],
  [{ attribute: { name: 'cart_total', value: 121 } }, false],
  [{ attribute: { name: 'unknown', value: 0 } }, false],
  [{ quiet: { begins: 1320, ends: 480 } }, false],
  [{ quiet: { begins: 480, ends: 1320 } }, true],
])('a trigger with %o holds: %s', (change, expected) => {
  expect(holds({ ...TRIGGER, ...change }, NOW)).toBe(expected);
});

test('a trigger is not shown more often than the owner said', () => {
  expect(holds(TRIGGER, { ...NOW, shown: 1 })).toBe(false);
  const hour = 3_600_000;
  expect(holds(TRIGGER, { ...NOW, shownAt: NOW.now.getTime() - 23 * hour })).toBe(false);
  expect(holds(TRIGGER, { ...NOW, shownAt: NOW.now.getTime() - 24 * hour })).toBe(true);
});

test('what a page says waits merged and bounded', () => {
  const later = { ...nothing(), contact: { plan: 'gold', gone: null } };
  const both = merge({ ...nothing(), contact: { plan: 'silver', gone: 1 } }, later);
  expect(both.contact).toEqual({ plan: 'gold', gone: null });
  let all = nothing();
  for (let n = 0; n < 60; n += 1)
    all = merge(all, { ...nothing(), events: [tracked(`e${n}`, {})] });
  expect([all.events.length, all.events[0]?.name]).toEqual([50, 'e10']);
});

test('attributes keep their types, and what is none is left out', () => {
  const since = new Date(0);
  const odd = { 'a b': 1, '': 2, list: [1], long: 'x'.repeat(501), nan: NaN, never: new Date(NaN) };
  expect(attributes({ plan: 'gold', seats: 2, trial: true, since, ...odd })).toEqual({
    plan: 'gold',
    seats: 2,
    trial: true,
    since: { date: since.toISOString() },
    'a b': 1,
  });
});

test('only a signature that ends is sent to be proven', () => {
  const hash = { identifier_hash: 'ab', name: 'Nora' };
  expect(namedUser('u', hash)?.statement).toBeUndefined();
  expect([isBareHash(hash), isBareHash({ ...hash, expires: 1, nonce: '12345678' })]).toEqual([
    true,
    false,
  ]);
  expect(namedUser('u', { ...hash, expires: 1, nonce: '12345678', phone_number: '+1' })).toEqual({
    statement: { user_id: 'u', user_hash: 'ab', expires: 1, nonce: '12345678', name: 'Nora' },
    who: { phone_number: '+1' },
  });
  expect(namedUser(7)?.who).toEqual({ user_id: '7' });
});

test('a wait is told rounded up, and nothing where nothing is known', () => {
  expect([null, 40, 61, 590, 1900, 5000, 90_000].map(waitWords)).toEqual([
    '',
    'Usually answers within a minute',
    'Usually answers within 5 minutes',
    'Usually answers within 10 minutes',
    'Usually answers within an hour',
    'Usually answers within 2 hours',
    'Usually answers within a day',
  ]);
});

test('the day of the return is told as people say it', () => {
  const now = new Date(2026, 10, 23, 8);
  const on = (day: number): string =>
    backAt(new Date(2026, 10, day, 9), now).split(' at ')[0] ?? '';
  expect([23, 24, 27].map(on)).toEqual([
    'We are back today',
    'We are back tomorrow',
    'We are back on Friday',
  ]);
  expect(on(31)).toMatch(/^We are back on (1 December|December 1)$/);
});
