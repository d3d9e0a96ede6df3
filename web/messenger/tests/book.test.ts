import fc from 'fast-check';
import { expect, test } from 'vitest';

import { bookOf, MOST_PEOPLE } from '../src/people/book.ts';

const known = (name: string, text: string, region?: string) =>
  bookOf(name, text, region).known.map(({ name, addresses }) => [name, ...addresses]);

test('cards of every version are read', () => {
  const text = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Maria Popa',
    'TEL;TYPE=CELL:+373 691 23 456',
    'item1.EMAIL;TYPE=INTERNET:Maria@Mail.example',
    'END:VCARD',
    'BEGIN:VCARD',
    'VERSION:4.0',
    'FN:Ion',
    'TEL;VALUE=uri;TYPE="voice,home":tel:+373-79-123-457;ext=5',
    'END:VCARD',
    'BEGIN:VCARD',
    'VERSION:2.1',
    'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=',
    '=D0=B0=D0=BD',
    'TEL;CELL;PREF:069123458',
    'END:VCARD',
  ].join('\r\n');
  expect(known('book.vcf', text, 'MD')).toEqual([
    ['Maria Popa', 'maria@mail.example', '+37369123456'],
    ['Ion', '+37379123457'],
    ['Иван', '+37369123458'],
  ]);
});

test('tables are read by their headings, and without', () => {
  const google =
    'First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Birthday\r\n' +
    'Maria,Popa,maria@mail.example ::: m@work.example,069 123 456 ::: +40 712 345 678,2001-02-03\r\n';
  expect(known('google.csv', google, 'MD')).toEqual([
    ['Maria Popa', 'maria@mail.example', 'm@work.example', '+37369123456', '+40712345678'],
  ]);
  expect(known('mine.csv', 'Имя;Телефон\nИван;+373 691 23 456\n')).toEqual([
    ['Иван', '+37369123456'],
  ]);
  expect(known('bare.csv', 'ion@mail.example,Ion\n+37369123456,Ana\n')).toEqual([
    ['', 'ion@mail.example'],
    ['', '+37369123456'],
  ]);
});

test('what can’t be used is told by its row', () => {
  const text =
    'Name,E-mail,Phone\nMaria,,12\nIon,not an address,\nAna,ana@mail.example,069123456\n';
  const { flaws } = bookOf('book.csv', text, undefined);
  expect(flaws).toEqual([
    { row: 2, why: 'number', text: '12' },
    { row: 3, why: 'nothing', text: 'Ion' },
    { row: 4, why: 'number', text: '069123456' },
  ]);
  const cards = 'BEGIN:VCARD\nVERSION:3.0\nFN:x\nthis is nothing\nEND:VCARD\n';
  expect(bookOf('book.vcf', cards, undefined).flaws).toEqual([{ row: 1, why: 'broken', text: '' }]);
});

test('ten thousand people are read, and more are said to be left', () => {
  const rows = Array.from({ length: MOST_PEOPLE + 1 }, (_, n) => `P${n},p${n}@mail.example`);
  const book = bookOf('book.csv', `Name,E-mail\n${rows.join('\n')}\n`, 'MD');
  expect([book.known.length, book.flaws.length, book.more]).toEqual([MOST_PEOPLE, 0, true]);
});

test('any text at all is a book or has flaws', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'BEGIN:VCARD',
      'END:VCARD',
      'VERSION:2.1',
      'TEL;CELL:=\n',
      '"',
      'a@b.example,+1',
    ),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('a.vcf', 'a.csv'), (lines, name) => {
      for (const { addresses } of bookOf(name, lines.join('\n'), 'MD').known)
        for (const address of addresses) expect(address).toMatch(/^\+\d+$|@/);
    }),
  );
});
