import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Entries, Entry } from '../src/schema.ts';
import { EMPTY, rewind, take, type Timeline } from '../src/timeline.ts';

function entry(seq: number): Entry {
  return {
    conversation: 'c',
    seq,
    at: '2026-01-01T00:00:00Z',
    author: { kind: 'contact', id: 'x' },
    channel: 'web',
    client_id: `client-${seq}`,
    body: { kind: 'message', content: { kind: 'text', text: String(seq) } },
  };
}

/** What the server answers: all of (`after`, `through`] but the notes, which are not for this reader. */
function page(after: number, through: number, head: number, notes: ReadonlySet<number>): Entries {
  const entries: Entry[] = [];
  for (let seq = after + 1; seq <= through; seq += 1) if (!notes.has(seq)) entries.push(entry(seq));
  return { t: 'entries', conversation: 'c', after, through, head, entries, people: [] };
}

const seqs = (timeline: Timeline): number[] => timeline.entries.map(({ seq }) => seq);

describe('entries that arrive', () => {
  test('none is lost, doubled or out of order, whatever is cut, repeated or reordered', () => {
    const step = fc.record({
      appended: fc.nat(5),
      // What happens to the frame that tells of them, and which older frames come (again).
      lost: fc.boolean(),
      again: fc.array(fc.nat(1000), { maxLength: 3 }),
      pageSize: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.array(step, { maxLength: 40 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        (start, steps, noted) => {
          const notes = new Set(noted);
          let head = start;
          const sent = [page(Math.max(0, head - 5), head, head, notes)];
          let timeline = take(EMPTY, sent[0] as Entries).timeline;
          const { low } = timeline;

          const deliver = (frame: Entries, pageSize: number): void => {
            let { timeline: next, pull } = take(timeline, frame);
            while (pull !== null) {
              const answer = page(pull, Math.min(head, pull + pageSize), head, notes);
              sent.push(answer);
              ({ timeline: next, pull } = take(next, answer));
            }
            timeline = next;
          };
          for (const { appended, lost, again, pageSize } of steps) {
            const frame = page(head, head + appended, head + appended, notes);
            head += appended;
            sent.push(frame);
            if (!lost) deliver(frame, pageSize);
            for (const index of again) deliver(sent[index % sent.length] as Entries, pageSize);
          }
          deliver(page(timeline.have ?? 0, head, head, notes), 7); // A reconnect, at last.

          const all = Array.from({ length: head - low }, (_, i) => low + 1 + i);
          expect(seqs(timeline)).toEqual(all.filter((seq) => !notes.has(seq)));
          expect(timeline.have).toBe(head);
        },
      ),
    );
  });

  test('a gap moves nothing, and is pulled from what is known', () => {
    const { timeline } = take(EMPTY, page(0, 3, 3, new Set()));
    const gap = take(timeline, page(5, 6, 6, new Set()));
    expect(gap.pull).toBe(3);
    expect(gap.timeline.have).toBe(3);
    expect(seqs(gap.timeline)).toEqual([1, 2, 3]);
  });

  test('a page before the first entry is put before it', () => {
    const { timeline } = take(EMPTY, page(10, 12, 12, new Set()));
    const back = take(timeline, page(7, 10, 12, new Set())).timeline;
    expect(seqs(back)).toEqual([8, 9, 10, 11, 12]);
    expect([back.low, back.have]).toEqual([7, 12]);
  });

  test('what was hidden from a browser is filled in after it was verified', () => {
    // Locked at 2: it saw 3 (hidden), 4 (its own).
    const hidden = take(EMPTY, page(0, 4, 4, new Set([3]))).timeline;
    expect(seqs(hidden)).toEqual([1, 2, 4]);
    const again = rewind(hidden, 2);
    expect(seqs(take(again, page(2, 4, 4, new Set())).timeline)).toEqual([1, 2, 3, 4]);
  });
});
