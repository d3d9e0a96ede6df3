import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { safeAddress } from '../src/content/address.ts';
import { isBigEmoji, linkify } from '../src/content/linkify.ts';

function links(text: string): (string | undefined)[] {
  return linkify(text).flatMap((piece) => (piece.href ? [piece.href] : []));
}

test.each([
  ['See https://shop.example.com/a?b=1#c.', 'https://shop.example.com/a?b=1#c'],
  ['(https://shop.example.com/a_(b))', 'https://shop.example.com/a_(b)'],
  ['www.shop.example.com, please', 'https://www.shop.example.com/'],
  ['«https://магазин.рф/обмен»', 'https://xn--80aairftm.xn--p1ai/%D0%BE%D0%B1%D0%BC%D0%B5%D0%BD'],
  ['write to <returns@shop.example.com>!', 'mailto:returns@shop.example.com'],
])('an address is a link: %s', (text, href) => {
  expect(links(text)).toEqual([href]);
});

test.each(['http://is', 'a@b', '@anna', 'e.g. this', '5*3=15', 'www.', 'https://'])(
  'prose is no link: %s',
  (text) => {
    expect(links(text)).toEqual([]);
  },
);

describe('a hostile text', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https://shop.example.com',
    'data:text/html,<script>alert(1)</script>',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://shop.example.com/1',
    '<a href="javascript:alert(1)">x</a>',
    'mailto:javascript:alert(1)@shop.example.com',
  ])('never becomes a link of another scheme: %s', (text) => {
    for (const href of links(text)) expect(href).toMatch(/^(?:https?:\/\/|mailto:[^:]+$)/);
  });

  test('is never changed, and links only to the three schemes', () => {
    const bits = fc.constantFrom(
      'https://',
      'www.',
      'a.b',
      '@',
      'javascript:',
      'data:',
      ' ',
      '\n',
      '(',
      ')',
      '.',
      'я',
      '😀',
      '"',
      '<',
    );
    const text = fc
      .array(fc.oneof(bits, fc.string({ unit: 'binary' })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (words) => {
        const pieces = linkify(words);
        expect(pieces.map((piece) => piece.text).join('')).toBe(words);
        for (const { href } of pieces) if (href) expect(href).toMatch(/^(?:https?|mailto):/);
      }),
    );
  });

  test.each([
    ['@', '@'.repeat(100_000)],
    ['a', 'a'.repeat(100_000)],
    ['www.', 'www.'.repeat(25_000)],
    [')', `https://a.b/${')'.repeat(100_000)}`],
    ['words', 'a@a.a '.repeat(16_000)],
    ['brackets', `https://a.bc/${')'.repeat(2000)} `.repeat(48)],
  ])('of 100 kB of %s takes ten times as long as 10 kB, and not a hundred times', (_name, text) => {
    const tenth = Math.max(quickest(text.slice(0, text.length / 10)), 1);
    expect(quickest(text)).toBeLessThan(40 * tenth);
  });
});

/** The best of three, in milliseconds: a busy machine makes any single one slow. */
function quickest(text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    linkify(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('the address of a picture or file is ours, https, or a blob of this page', () => {
  const blob = `blob:${location.origin}/0f3c`;
  expect(safeAddress('/files/1')).toBe(`${location.origin}/files/1`);
  expect(safeAddress('https://cdn.example.com/1.png')).toBe('https://cdn.example.com/1.png');
  expect(safeAddress(blob)).toBe(blob);
  for (const bad of [
    'javascript:alert(1)',
    'data:image/svg+xml,<svg/>',
    'http://elsewhere.example.com/1',
    'blob:null/1',
    'file:///etc/passwd',
  ]) {
    expect(safeAddress(bad), bad).toBeUndefined();
  }
});

test('one to three emoji alone are shown big', () => {
  for (const text of ['🙏', '👍🏽', '👨‍👩‍👧‍👦', '🇲🇩 🇷🇴', '❤️🔥💯'])
    expect(isBigEmoji(text), text).toBe(true);
  for (const text of ['', '1', '🙏 thanks', '🙏🙏🙏🙏', '©'])
    expect(isBigEmoji(text), text).toBe(false);
});
