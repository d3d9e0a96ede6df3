import type { AttributeDefinition, SegmentFilter } from '@causerie/client';
import { describe, expect, it } from 'vitest';

import { begun, draftOf, FIELDS, filterOf, howsOf, isWhole } from '../src/segments/conditions.ts';

const DEFINITIONS = (['text', 'number', 'boolean', 'date', 'choice', 'link'] as const).map(
  (type): AttributeDefinition => ({ of: 'contact', key: type, label: type, type }),
);
const EVERY: SegmentFilter = {
  match: 'all',
  of: [
    { kind: 'text', field: 'page', how: 'lacks', text: 'wheels' },
    { kind: 'choice', field: 'label', how: 'none', values: ['vip', 'it’s'] },
    { kind: 'age', field: 'seen', how: 'before', days: 7 },
    { kind: 'count', field: 'visits', how: 'at_least', number: 3 },
    { kind: 'answer', field: 'mail', yes: false },
    {
      kind: 'group',
      match: 'any',
      of: [
        { kind: 'attribute', key: 'text', how: 'unknown' },
        { kind: 'attribute', key: 'number', how: 'from', value: 22 },
        { kind: 'attribute', key: 'boolean', how: 'is', value: false },
        { kind: 'attribute', key: 'date', how: 'below', value: { date: '2026-11-23T00:00:00Z' } },
        { kind: 'attribute', key: 'choice', how: 'is_not', value: 'Gold' },
        { kind: 'attribute', key: 'link', how: 'contains', value: 'crm' },
        { kind: 'attribute', key: 'gone', how: 'is', value: 'still' },
        { kind: 'moment', field: 'made', how: 'since', at: new Date(2026, 0, 2).toISOString() },
      ],
    },
  ],
};

describe('a segment’s form', () => {
  it('asks what it was given', () => {
    const draft = draftOf(EVERY, DEFINITIONS);
    expect(filterOf(draft, DEFINITIONS)).toEqual(EVERY);
    expect(isWhole(draft, DEFINITIONS)).toBe(true);
  });

  it.each([...FIELDS, ...DEFINITIONS.map(({ key }) => `@${key}`)])(
    'asks of %s in a way it knows, and nothing as long as a value is missing',
    (field) => {
      const line = begun(field, DEFINITIONS);
      expect(howsOf(field, DEFINITIONS)).toContain(line.how);
      const draft = { match: 'all' as const, parts: [{ ...line, text: '' }] };
      const asks = ['mail', 'verified', 'blocked'].includes(field);
      expect(isWhole(draft, DEFINITIONS)).toBe(asks);
      expect(filterOf(draft, DEFINITIONS) !== undefined).toBe(asks);
    },
  );
});
