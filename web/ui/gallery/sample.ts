import type { Person } from '@causerie/client';

import type { Content, Entry, MessageEntry } from '../src/timeline/entry.ts';

export const ANNA: Person = { id: 'a-1', kind: 'staff', name: 'Anna Rusu', about: 'Orders' };
export const IGOR: Person = { id: 'a-2', kind: 'staff', name: 'Igor Petrov' };
export const MARIA: Person = { id: 'c-9', kind: 'contact', name: 'Мария Ковальчук' };

/** A drawing as a blob of this page, as a picture that is being sent would be. */
function picture(width: number, height: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#d9cbb8"/>
    <path d="M${width * 0.3} ${height} L${width * 0.36} ${height * 0.3} L${width * 0.64} ${height * 0.3} L${width * 0.7} ${height} Z" fill="#54617a"/>
    <circle cx="50%" cy="22%" r="${height * 0.09}" fill="#b9896b"/></svg>`;
  return URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
}

const PHOTO = picture(640, 480);
const START = Date.now() - 26 * 3_600_000;

let seq = 0;

function message(
  author: Person,
  minute: number,
  content: Content,
  more: Partial<MessageEntry> = {},
): Entry {
  seq += 1;
  return {
    kind: 'message',
    key: `k${seq}`,
    seq,
    at: new Date(START + minute * 60_000),
    author,
    own: author.kind === 'staff',
    content,
    progress: 'delivered',
    ...more,
  };
}

const text = (words: string): Content => ({ kind: 'text', text: words });

/** One conversation as staff see it. */
export function conversation(): Entry[] {
  seq = 0;
  return [
    message(
      MARIA,
      0,
      text('Hi! I ordered the linen trousers last week (order 48213) and the size is wrong.'),
    ),
    message(
      MARIA,
      1,
      text(
        'Can I exchange them? This is the page: https://shop.example.com/linen-trousers?size=38.',
      ),
    ),
    message(ANNA, 4, text('Hello Мария! Of course. Which size would you like instead?')),
    message(MARIA, 6, {
      kind: 'image',
      file: {
        id: 'f1',
        name: 'trousers.jpg',
        media_type: 'image/jpeg',
        size: 48_213,
        url: PHOTO,
        width: 640,
        height: 480,
      },
      caption: 'They are too long here',
    }),
    message(MARIA, 6.5, text('40 please')),
    {
      kind: 'event',
      key: 'e1',
      seq: (seq += 1),
      at: new Date(START + 7 * 60_000),
      text: 'Anna Rusu assigned this to Igor Petrov',
    },
    {
      kind: 'note',
      key: 'n1',
      seq: (seq += 1),
      at: new Date(START + 8 * 60_000),
      author: ANNA,
      own: true,
      content: text(
        'Size 40 is in the Iași store, two left. She is a regular: no return fee, please.',
      ),
    },
    message(
      IGOR,
      1440,
      text(
        'Good morning! I sent you the label for the return. Put it on the parcel and give it to any courier point.',
      ),
    ),
    message(IGOR, 1440.4, {
      kind: 'file',
      file: {
        id: 'f2',
        name: 'return-label-48213.pdf',
        media_type: 'application/pdf',
        size: 184_320,
        url: '/files/f2',
      },
    }),
    message(
      MARIA,
      1452,
      text('Спасибо большое! Отправлю сегодня.\nА деньги за доставку вернёте?'),
      { via: 'by e-mail' },
    ),
    message(MARIA, 1452.2, text('🙏')),
    message(
      IGOR,
      1455,
      text('Yes: the 4.99 come back with the exchange, to the card you paid with.'),
    ),
    message(
      IGOR,
      1456,
      text('It takes two working days. Write to returns@shop.example.com or here.'),
      { progress: 'sent' },
    ),
    message(IGOR, 1457, text('I will tell you when the parcel is here.'), {
      key: 'w1',
      seq: undefined,
      progress: 'waiting',
    }),
    message(IGOR, 1458, text('And this one could not be sent'), {
      key: 'w2',
      seq: undefined,
      progress: 'failed',
    }),
  ];
}

/** A long thread of short messages, `count` of them before the given seq. */
export function history(before: number, count: number): Entry[] {
  return Array.from({ length: count }, (_, i): Entry => {
    const number = before - count + i;
    const author = number % 5 < 3 ? MARIA : ANNA;
    return {
      kind: 'message',
      key: `h${number}`,
      seq: number,
      at: new Date(START - (before - number) * 7 * 60_000),
      author,
      own: author.kind === 'staff',
      content: text(`Message ${number}${'. And a few words more'.repeat(number % 4)}`),
      progress: 'delivered',
    };
  });
}
