import { describe, expect, it } from 'vitest';

import { blank, build, type Filled } from '../src/ask/build.ts';

const filled = (more: Partial<Filled>): Filled => ({ ...blank('EUR'), text: 'Which?', ...more });

describe('a question that an agent builds', () => {
  it('takes each line for an answer', () => {
    expect(build('quick_replies', filled({ lines: ' Small \n\nLarge' }))?.draft).toEqual({
      kind: 'quick_replies',
      text: 'Which?',
      options: [
        { id: 'o1', label: 'Small' },
        { id: 'o2', label: 'Large' },
      ],
    });
  });

  it('is not sent while something is missing', () => {
    for (const kind of ['quick_replies', 'buttons', 'list_picker', 'date_picker', 'form'] as const)
      expect(build(kind, filled({}))).toBeUndefined();
    expect(build('poll', filled({ lines: 'Only one' }))).toBeUndefined();
    expect(build('poll', filled({ text: ' ', lines: 'One\nTwo' }))).toBeUndefined();
    expect(build('carousel', filled({}))).toBeUndefined();
    expect(build('rating', filled({ text: '' }))?.draft).toEqual({ kind: 'rating', text: '' });
  });

  it('leads where a line ends with an address', () => {
    const built = build('buttons', filled({ lines: 'Help me\nSizes https://shop.example/sizes' }));
    expect(built?.draft).toMatchObject({
      buttons: [
        { type: 'reply', id: 'b1', label: 'Help me' },
        { type: 'link', label: 'Sizes', url: 'https://shop.example/sizes' },
      ],
    });
  });

  it('has headings in a list', () => {
    expect(build('list_picker', filled({ lines: '# Slim\nA\n# Wide\nB\nC' }))?.draft).toMatchObject(
      {
        sections: [
          { title: 'Slim', options: [{ id: 'o1', label: 'A' }] },
          {
            title: 'Wide',
            options: [
              { id: 'o2', label: 'B' },
              { id: 'o3', label: 'C' },
            ],
          },
        ],
      },
    );
  });

  it('counts prices in the smallest unit of their currency', () => {
    const [card] = blank('EUR').cards;
    if (!card) throw new Error('no card');
    const cards = [
      { ...card, title: 'Jeans', price: '59,90' },
      { ...card, title: 'ジーンズ', price: '9800', currency: 'JPY' },
      { ...card, title: 'Free', price: '' },
    ];
    const draft = build('carousel', filled({ cards }))?.draft;
    if (draft?.kind !== 'carousel') throw new Error('no cards');
    expect(draft.cards.map(({ price }) => price)).toEqual([
      { amount: 5990, currency: 'EUR' },
      { amount: 9800, currency: 'JPY' },
      undefined,
    ]);
  });
});
