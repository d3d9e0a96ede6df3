import { describe, expect, it } from 'vitest';

import { saidIn, shownIn } from '../src/contacts/attributes.ts';

describe('a value of an attribute', () => {
  it.each([
    ['text', 'Gold', 'Gold'],
    ['number', 22.5, '22.5'],
    ['boolean', false, 'false'],
    ['date', { date: '2026-11-23T00:00:00Z' }, '2026-11-23'],
    ['choice', 'Gold', 'Gold'],
    ['link', 'https://crm.example/1', 'https://crm.example/1'],
  ] as const)('of the type %s is shown and said as it is kept', (type, value, shown) => {
    expect(shownIn(type, value)).toBe(shown);
    expect(saidIn(type, shown)).toEqual(value);
    expect(saidIn(type, ' ')).toBeNull();
    expect(shownIn(type, undefined)).toBe('');
  });

  it('is none where it does not fit', () => {
    expect(saidIn('number', 'many')).toBeUndefined();
    expect(saidIn('number', '22,5')).toBe(22.5);
    expect(saidIn('link', 'javascript:alert(1)')).toBeUndefined();
  });
});
