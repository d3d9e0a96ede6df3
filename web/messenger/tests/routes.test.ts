import { expect, test } from 'vitest';

import { format, parse, type Route } from '../src/routes.ts';

const ID = '0192f0c0-0000-7000-8000-000000000100';
const ROUTES: Route[] = [
  { name: 'inbox' },
  { name: 'conversation', id: ID, at: null },
  { name: 'conversation', id: ID, at: 12 },
  { name: 'about', id: ID },
  { name: 'profile' },
  { name: 'message_us', slug: 'acme-brands', ref: null },
  { name: 'message_us', slug: 'acme', ref: 'shop-window.2' },
  { name: 'link', token: 'Ab-_9', conversation: null },
  { name: 'link', token: 'Ab-_9', conversation: ID },
];

test.each(ROUTES)('the address of $name leads back to it', (route) => {
  expect(parse(new URL(format(route), 'https://chat.example'))).toEqual(route);
});

test.each(['/messengers', '/messenger/nothing', `/messenger/${ID}/more`, `/desk/${ID}`])(
  '%s names no screen',
  (path) => {
    expect(parse(new URL(path, 'https://chat.example'))).toEqual({ name: 'unknown' });
  },
);

test.each(['', '<b>', 'a b', 'x'.repeat(101)])(
  'a message-us link with a broken ref still leads to the business: %s',
  (ref) => {
    const url = new URL('https://chat.example/m/acme');
    url.searchParams.set('ref', ref);
    expect(parse(url)).toEqual({ name: 'message_us', slug: 'acme', ref: null });
  },
);

test('a slash at the end changes nothing', () => {
  expect(parse(new URL('https://chat.example/messenger/'))).toEqual({ name: 'inbox' });
});
