import { afterEach, describe, expect, test } from 'vitest';

import { EMOJI, emojiName, findEmoji } from '../src/composer/emoji.ts';
import { hue, initials } from '../src/controls/initials.ts';
import { formatBytes, formatDay, formatShort } from '../src/i18n/format.ts';
import { catalogue, locale, LOCALES, pickLocale, setLocale } from '../src/i18n/locale.svelte.ts';
import { plural } from '../src/i18n/plural.ts';
import { messages } from '../src/messages/index.ts';

afterEach(() => setLocale('en'));

test('numbers take the form that the language gives them', () => {
  const ru = (n: number): string =>
    plural('ru')(n, { one: '# день', few: '# дня', many: '# дней' });
  expect([1, 2, 5, 11, 21, 22, 1000].map(ru)).toEqual([
    '1 день',
    '2 дня',
    '5 дней',
    '11 дней',
    '21 день',
    '22 дня',
    '1\u00a0000 дней',
  ]);
  const ro = (n: number): string =>
    plural('ro')(n, { one: '# zi', few: '# zile', other: '# de zile' });
  expect([1, 2, 19, 20, 101].map(ro)).toEqual([
    '1 zi',
    '2 zile',
    '19 zile',
    '20 de zile',
    '101 zile',
  ]);
  const ar = (n: number): string =>
    plural('ar')(n, {
      zero: 'لا أيام',
      one: 'يوم واحد',
      two: 'يومان',
      few: '# أيام',
      many: '# يومًا',
      other: '# يوم',
    });
  expect([0, 1, 2, 3, 11, 100, 103].map(ar)).toEqual([
    'لا أيام',
    'يوم واحد',
    'يومان',
    '3 أيام',
    '11 يومًا',
    '100 يوم',
    '103 أيام',
  ]);
});

test('every language says everything, and no two say all the same', async () => {
  const english = { ...messages.t };
  for (const tag of LOCALES) {
    await setLocale(tag);
    for (const [key, value] of Object.entries(messages.t)) {
      const text = typeof value === 'string' ? value : (value as (x: unknown) => string)(3);
      expect(text.trim(), `${tag} ${key}`).not.toBe('');
    }
    expect(document.documentElement.lang).toBe(tag);
    expect(document.documentElement.dir).toBe(tag === 'ar' ? 'rtl' : 'ltr');
    if (tag !== 'en') expect(messages.t.send).not.toBe(english.send);
  }
});

test('every catalogue of every app is there in every language', { timeout: 60_000 }, async () => {
  const files = import.meta.glob<Record<string, object>>('../../*/src/**/messages/**/??.ts');
  const folders = new Set(Object.keys(files).map((file) => file.slice(0, -'en.ts'.length)));
  expect(folders.size).toBeGreaterThan(10);
  for (const folder of folders) {
    const { en } = (await files[`${folder}en.ts`]?.()) ?? {};
    for (const tag of LOCALES.filter((one) => one !== 'en')) {
      const { default: said } = (await files[`${folder}${tag}.ts`]?.()) ?? {};
      expect(Object.keys(said ?? {}).sort(), folder + tag).toEqual(Object.keys(en ?? {}).sort());
    }
  }
});

test('all catalogues switch together', async () => {
  let arrive: (loaded: { default: { hi: string } }) => void = () => undefined;
  const late = new Promise<{ default: { hi: string } }>((resolve) => (arrive = resolve));
  const app = catalogue(
    { hi: 'Hi' },
    {
      ru: () => late,
      ro: () => Promise.resolve({ default: { hi: 'Salut' } }),
      ar: () => Promise.resolve({ default: { hi: 'مرحبًا' } }),
    },
  );
  const switched = setLocale('ru');
  await Promise.resolve();
  expect([app.t.hi, messages.t.send, locale.current]).toEqual(['Hi', 'Send', 'en']);
  arrive({ default: { hi: 'Привет' } });
  await switched;
  expect([app.t.hi, messages.t.send, locale.current]).toEqual(['Привет', 'Отправить', 'ru']);
});

test('the reader’s languages are tried in their order', () => {
  expect(pickLocale(['de-AT', 'ro-MD', 'ru'])).toBe('ro');
  expect(pickLocale(['RU-ru'])).toBe('ru');
  expect(pickLocale([])).toBe('en');
});

describe('dates', () => {
  const now = new Date(2027, 2, 12, 0, 30);
  const late = new Date(2027, 2, 11, 23, 50);

  test('count days by the calendar, not by 24 hours', async () => {
    expect(formatDay(late, now)).toBe('Yesterday');
    await setLocale('ru');
    expect(formatDay(now, now)).toBe('Сегодня');
    expect(formatDay(new Date(2027, 0, 5), now)).toBe('5 января');
    await setLocale('ro');
    expect(formatDay(late, now)).toBe('Ieri');
    expect(formatDay(new Date(2025, 0, 5), now)).toBe('5 ianuarie 2025');
  });

  test('are short in a list', () => {
    expect(formatShort(now, now)).toMatch(/^12:30\sAM$/);
    expect(formatShort(late, now)).toBe('Thu');
    expect(formatShort(new Date(2027, 0, 5), now)).toBe('Jan 5');
    expect(formatShort(new Date(2025, 0, 5), now)).toBe('1/5/25');
  });
});

test('a file’s size is said in words of its magnitude', async () => {
  expect([0, 640, 12_300, 3_440_000, 25_000_000].map(formatBytes)).toEqual([
    '0 byte',
    '640 byte',
    '12 kB',
    '3.4 MB',
    '25 MB',
  ]);
  await setLocale('ru');
  expect(formatBytes(3_440_000)).toMatch(/^3,4\sМБ$/);
});

test('emoji have a name in each language and are found by any of them, without diacritics', async () => {
  expect(new Set(EMOJI.map(({ emoji }) => emoji)).size).toBe(EMOJI.length);
  for (const { emoji, words } of EMOJI)
    for (const tag of LOCALES) expect(words[tag], `${emoji} ${tag}`).not.toBe('');
  expect(findEmoji('zambet').map(({ emoji }) => emoji)).toContain('😀');
  expect(findEmoji('ёлка')).toEqual(findEmoji('Елка'));
  expect(findEmoji('thank you').map(({ emoji }) => emoji)).toEqual(['🙏']);
  expect(findEmoji('qqqq')).toEqual([]);
  await setLocale('ro');
  const parcel = EMOJI.find(({ emoji }) => emoji === '📦');
  expect(parcel && emojiName(parcel)).toBe('colet');
});

test('people without a picture have initials, and one colour for good', () => {
  expect(
    ['Anna Rusu', 'мария', '  Jean-Luc  van  Damme ', '🙂', '', '(Ion) Popa 2'].map(initials),
  ).toEqual(['AR', 'М', 'JD', '?', '?', 'P2']);
  expect(hue('0192-a')).toBe(hue('0192-a'));
  expect(new Set(Array.from({ length: 100 }, (_, i) => hue(`contact-${i}`))).size).toBe(6);
});
