import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rank } from '../src/commands/match.ts';

const named = (...texts: string[]) => texts.map((text) => ({ id: text, text, also: '' }));
const found = (query: string, texts: string[], recent: string[] = []) =>
  rank(named(...texts), query, recent).map(({ text }) => text);

describe('a command is found', () => {
  it('by the beginnings of its words in any order, before those that only contain them', () => {
    const texts = ['Assign to Ion Rusu', 'Assign to Anna', 'Reassigned by Ion'];
    expect(found('as ion', texts)).toEqual(['Assign to Ion Rusu', 'Reassigned by Ion']);
    expect(found('ion ass', texts)).toEqual(['Assign to Ion Rusu', 'Reassigned by Ion']);
  });

  it('by some letters of a word, without accents and in any alphabet', () => {
    expect(found('rslv', ['Resolve', 'Reply'])).toEqual(['Resolve']);
    expect(found('amana', ['Amână', 'Caută'])).toEqual(['Amână']);
    expect(found('ОТ', ['Отложить', 'Ответить'])).toEqual(['Отложить', 'Ответить']);
  });

  it('first, of those that are as like, where it was used lately', () => {
    const texts = ['Snooze', 'Sound', 'Search'];
    expect(found('s', texts, ['Search', 'Sound'])).toEqual(['Search', 'Sound', 'Snooze']);
  });

  it('by its English words too, after what is called so', () => {
    const items = [
      { id: 'a', text: 'Отложить', also: 'Snooze' },
      { id: 'b', text: 'Snooze', also: '' },
    ];
    expect(rank(items, 'snoo', []).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('by its whole name, whatever that is, and by nothing that is not typed', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\p{L}]{1,9}$/u), { minLength: 1 }), (words) => {
        const name = words.join(' ');
        expect(found(name, [name, '…'])).toEqual([name]);
      }),
    );
    expect(found('!?', ['Resolve'])).toEqual([]);
  });
});
