import { expect, test } from 'vitest';

import { wordsOf } from '../loader/words.ts';
import { pageOf } from '../src/host.ts';
import { readSettings } from '../src/settings.ts';

test('only pages of the web are told to the server, and no more of them than it takes', () => {
  const page = {
    url: `https://shop.test/${'x'.repeat(3000)}`,
    title: 'y'.repeat(400),
    referrer: 7,
  };
  const told = pageOf(page);
  expect([told?.url.length, told?.title?.length, told?.referrer]).toEqual([2000, 300, '']);
  expect(pageOf({ ...page, url: 'file:///home/me' })).toBeUndefined();
  expect(pageOf({ ...page, url: undefined })).toBeUndefined();
});

test('the frame is told its channel, its language and its colour, and takes no other colour', () => {
  const read = (hash: string) => readSettings({ pathname: '/widget/c4', hash });
  expect(read('#locale=ro-MD&colour=%237c3f58')).toMatchObject({
    channel: 'c4',
    locale: 'ro',
    colour: '#7c3f58',
  });
  expect(read('#colour=red;}').colour).toBeNull();
  expect(read('#host=https://evil.test').host).toBeNull(); // Open by itself, it obeys no page.
});

test('the bubble speaks the first language that it knows', () => {
  expect(wordsOf(['de-AT', 'ru-RU', 'en'])[0]).toBe('Открыть чат');
  expect(wordsOf(['de'])[0]).toBe('Open chat');
});
