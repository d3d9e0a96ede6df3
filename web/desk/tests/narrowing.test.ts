import { describe, expect, it } from 'vitest';

import { conditionsIn, leaveOut, offer, type Key } from '../src/inbox/narrowing.ts';

const values = (key: Key): string[] =>
  key === 'label' ? ['Big order', 'Refund'] : key === 'status' ? ['open', 'resolved'] : [];

describe('a search', () => {
  it('shows its conditions, and is itself without one of them', () => {
    const text = 'coat label:"Big order" -status:resolved to:me see:this';
    const found = conditionsIn(text);
    expect(found.map(({ key, value, without }) => [key, value, without])).toEqual([
      ['label', 'Big order', false],
      ['status', 'resolved', true],
      ['assignee', 'me', false],
    ]);
    expect(found.map((one) => leaveOut(text, one))).toEqual([
      'coat -status:resolved to:me see:this',
      'coat label:"Big order" to:me see:this',
      'coat label:"Big order" -status:resolved see:this',
    ]);
    expect(conditionsIn('https://shop.example')).toEqual([]);
  });

  it('offers keys by their beginnings, and their values as they are typed', () => {
    expect(offer('coat la', values)).toEqual({ start: 5, key: null, texts: ['label:'] });
    expect(offer('coat label:', values)?.texts).toEqual(['label:"Big order" ', 'label:Refund ']);
    expect(offer('coat label:"big o', values)).toEqual({
      start: 5,
      key: 'label',
      texts: ['label:"Big order" '],
    });
    expect(offer('-status:re', values)?.texts).toEqual(['-status:resolved ']);
  });

  it('offers nothing for a word, and for what is complete', () => {
    for (const text of ['', 'coat', 'status:open', 'status:open ', 'x:y'])
      expect(offer(text, values)).toBeNull();
  });
});
