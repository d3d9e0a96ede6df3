import { expect, test } from 'vitest';

import { format, parse, type Route } from '../src/routes.ts';

const ID = '0192f0c0-0000-7000-8000-000000000100';
const ROUTES: Route[] = [
  { name: 'inbox' },
  { name: 'conversation', id: ID, at: null },
  { name: 'conversation', id: ID, at: 12 },
  { name: 'about', id: ID },
  { name: 'profile' },
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

test('a slash at the end changes nothing', () => {
  expect(parse(new URL('https://chat.example/messenger/'))).toEqual({ name: 'inbox' });
});
