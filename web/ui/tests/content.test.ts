import { expect, test } from 'vitest';

import { roomFor } from '../src/content/room.ts';
import { contentWords } from '../src/content/words.ts';
import type { Content } from '../src/timeline/entry.ts';

function image(width?: number, height?: number): Content {
  const file = { id: 'f', name: 'a.png', media_type: 'image/png', size: 1, url: '/a' };
  return {
    kind: 'image',
    caption: '',
    file: { ...file, width: width ?? null, height: height ?? null },
  };
}

test.each([
  [image(640, 480), 240],
  [image(100, 2000), 320],
  [image(2000, 100), 96],
  [image(), 96],
  [{ kind: 'sticker', name: 'hello' }, 128],
] as [Content, number][])('as much room is kept as %o takes', (content, room) => {
  expect(roomFor(content)).toBe(room);
});

test('a place says its name, its address, or where it is', () => {
  const place: Content = { kind: 'place', latitude: 47.0245, longitude: 28.8322 };
  expect(contentWords(place)).toBe('Place: 47.02, 28.83');
  expect(contentWords({ ...place, name: '', address: 'Pushkin 1' })).toBe('Pushkin 1');
  expect(contentWords({ ...place, name: 'Home', address: 'Pushkin 1' })).toBe('Home');
});
