import { expect, test } from 'vitest';

import { MOST_OPTIONS, pollOf, rowsOf } from '../src/groups/poll.ts';

const SETTINGS = { multiple: false, anonymous: true };

test('behind the last choice there is a row for another, up to twenty', () => {
  expect(rowsOf(['Hills', ''])).toEqual(['Hills', '']);
  expect(rowsOf(['Hills', 'Sea'])).toEqual(['Hills', 'Sea', '']);
  expect(rowsOf(['', 'Sea'])).toEqual(['', 'Sea', '']);
  const all = Array.from({ length: MOST_OPTIONS }, (_, i) => `Place ${i}`);
  expect(rowsOf(all)).toEqual(all);
});

test('a poll asks something, and has two choices that differ', () => {
  expect(pollOf(' ', ['Hills', 'Sea'], SETTINGS)).toBeUndefined();
  expect(pollOf('Where to?', ['Hills', '', ' Hills '], SETTINGS)).toBeUndefined();
  expect(pollOf(' Where to? ', ['Hills', '', ' Sea', ''], SETTINGS)).toEqual({
    kind: 'poll',
    text: 'Where to?',
    options: [
      { id: 'o1', label: 'Hills' },
      { id: 'o2', label: 'Sea' },
    ],
    multiple: false,
    anonymous: true,
  });
});
