import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Entry } from '../src/timeline/entry.ts';
import { firstUnread, toRows, type Row } from '../src/timeline/rows.ts';
import { around, carried, earlier, later, tail } from '../src/timeline/window.ts';

const ANNA = { id: 'a', kind: 'staff' as const, name: 'Anna' };
const MARIA = { id: 'm', kind: 'contact' as const, name: 'Maria' };
const NOON = new Date(2027, 2, 12, 12).getTime();

function said(seq: number, minute: number, author: typeof ANNA | typeof MARIA = MARIA): Entry {
  return {
    kind: 'message',
    key: `k${seq}`,
    seq,
    at: new Date(NOON + minute * 60_000),
    author,
    own: author === ANNA,
    content: { kind: 'text', text: `${seq}` },
  };
}

function outline(rows: Row[]): string[] {
  return rows.map((row) =>
    row.type === 'entry'
      ? `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`
      : row.type,
  );
}

describe('rows', () => {
  test('group what one author says in one go, and say each day once', () => {
    const entries = [
      said(1, 0),
      said(2, 1),
      said(3, 2, ANNA),
      said(4, 9, ANNA),
      said(5, 24 * 60, ANNA),
    ];
    expect(outline(toRows(entries, undefined, []))).toEqual([
      'day',
      'k1 first',
      'k2 last',
      'k3 first last',
      'k4 first last',
      'day',
      'k5 first last',
    ]);
  });

  test('the line of the unread stands above the first unread entry of others, and cuts its group', () => {
    const entries = [said(1, 0), said(2, 1), said(3, 1, ANNA), said(4, 2), said(5, 2.5)];
    const unread = firstUnread(entries, 1);
    expect(unread?.key).toBe('k2');
    expect(outline(toRows(entries, unread?.key, [])).slice(0, 4)).toEqual([
      'day',
      'k1 first last',
      'unread',
      'k2 first last',
    ]);
    expect(firstUnread(entries, 5)).toBeUndefined();
    expect(firstUnread([said(6, 3, ANNA)], 5), 'own words are read').toBeUndefined();
  });

  test('a reader’s picture stands under the last shown entry that they have read', () => {
    const event: Entry = {
      kind: 'event',
      key: 'e',
      seq: 3,
      at: new Date(NOON),
      text: 'Anna joined',
    };
    const rows = toRows([said(1, 0, ANNA), said(2, 1, ANNA), event, said(5, 2, ANNA)], undefined, [
      { reader: MARIA, seq: 4 },
    ]);
    const readers = rows.flatMap((row) =>
      row.type === 'entry' && row.readers.length > 0 ? [row.key] : [],
    );
    expect(readers).toEqual(['k2']);
  });
});

describe('the stretch of rows in the page', () => {
  const list = (from: number, to: number): Row[] =>
    toRows(
      Array.from({ length: to - from }, (_, i) => said(from + i, (from + i) * 60)),
      undefined,
      [],
    );
  const keys = (rows: Row[], { start, end }: { start: number; end: number }): string[] =>
    rows.slice(start, end).flatMap((row) => (row.type === 'entry' ? [row.key] : []));

  test('keeps its rows whatever is put before them, even on the same day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (count, start, more) => {
          const before = list(1000, 1000 + count);
          const stretch = { start: Math.min(start, before.length - 1), end: before.length };
          const after = list(1000 - more, 1000 + count);
          expect(keys(after, carried(stretch, before, after, false))).toEqual(
            keys(before, stretch),
          );
        },
      ),
    );
  });

  test('stays at the end where it was there, and else where it was', () => {
    const before = list(0, 300);
    const after = list(0, 303);
    expect(carried(tail(before.length), before, after, true).end).toBe(after.length);
    const middle = { start: 10, end: 100 };
    expect(carried(middle, before, after, false)).toEqual(middle);
  });

  test('never grows without bound, and reaches both ends', () => {
    let stretch = tail(1000);
    while (stretch.start > 0) {
      const next = earlier(stretch);
      expect(next.start).toBeLessThan(stretch.start);
      expect(next.end - next.start).toBeLessThanOrEqual(240);
      expect(next.end, 'no hole').toBeGreaterThan(stretch.start);
      stretch = next;
    }
    while (stretch.end < 1000) {
      const next = later(stretch, 1000);
      expect(next.end).toBeGreaterThan(stretch.end);
      expect(next.end - next.start).toBeLessThanOrEqual(240);
      expect(next.start, 'no hole').toBeLessThan(stretch.end);
      stretch = next;
    }
    expect(around(500, 1000).start).toBeLessThan(500);
  });
});
