import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Loaded } from '../src/loaded.ts';
import type { Entries, Entry } from '../src/schema.ts';

/** What stands at each seq from 1: something said, or another text for what was said at `of`. */
type Log = readonly ({ of: number; text: string } | null)[];

/** The entry at a seq as the log left it, or nothing where an amendment stands. */
function standing(log: Log, seq: number): Entry[] {
  if (log[seq - 1] !== null) return [];
  const amended = log.reduce((last, one, i) => (one?.of === seq ? i + 1 : last), 0);
  const text = log[amended - 1]?.text ?? 'as it was said';
  return [
    {
      conversation: 'c',
      seq,
      at: '2026-01-01T00:00:00Z',
      author: { kind: 'contact', id: 'x' },
      channel: 'web',
      client_id: `client-${seq}`,
      body: { kind: 'message', content: { kind: 'text', text } },
      ...(amended > 0 && { amended }),
    },
  ];
}

/** What the server answers: all of (`after`, `through`], and what was amended in it and stands before it. */
function page(log: Log, after: number, through: number): Entries {
  const range = log.slice(after, through);
  const seqs = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, i) => from + 1 + i);
  return {
    t: 'entries',
    conversation: 'c',
    after,
    through,
    head: log.length,
    entries: seqs(after, through).flatMap((seq) => standing(log, seq)),
    people: [],
    amended: [...new Set(range.flatMap((one) => (one && one.of <= after ? one.of : [])))].flatMap(
      (seq) => standing(log, seq),
    ),
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('say' as const), lost: fc.boolean() }),
  fc.record({ do: fc.constant('amend' as const), of: fc.nat(400), lost: fc.boolean() }),
  fc.record({ do: fc.constant('look' as const), at: fc.nat(400) }),
  fc.record({ do: fc.constant('earlier' as const), size: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('later' as const), size: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('again' as const), frame: fc.nat(400) }),
  fc.record({ do: fc.constant('end' as const) }),
);

describe('what is loaded of a conversation', () => {
  test('is at every place what a fresh fetch tells, whatever was lost or came twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(step, { maxLength: 60 }),
        (start, steps) => {
          let log: Log = Array.from({ length: start }, () => null);
          const loaded = new Loaded();
          const sent: Entries[] = [];
          const deliver = (frame: Entries): void => {
            sent.push(frame);
            let pull = loaded.take(frame);
            while (pull !== null) {
              const answer = page(log, pull, Math.min(log.length, pull + 7));
              sent.push(answer);
              pull = loaded.take(answer);
            }
          };
          const append = (line: Log[number], lost: boolean): void => {
            log = [...log, line];
            const frame = page(log, log.length - 1, log.length);
            if (lost) sent.push(frame);
            else deliver(frame);
          };
          deliver(page(log, Math.max(0, start - 6), start));
          for (const now of steps) {
            const { low, have } = loaded.shown;
            if (now.do === 'say') append(null, now.lost);
            else if (now.do === 'amend') {
              const of = 1 + (now.of % log.length);
              if (log[of - 1] === null) append({ of, text: `at ${log.length + 1}` }, now.lost);
            } else if (now.do === 'look') {
              const seq = 1 + (now.at % (loaded.end.have ?? 1));
              if (loaded.showLoaded(seq)) continue;
              loaded.seek(seq);
              deliver(page(log, Math.max(0, seq - 4), seq));
              deliver(page(log, seq, Math.min(log.length, seq + 4)));
              expect(loaded.isSeeking).toBe(false);
              expect(loaded.showLoaded(seq)).toBe(true);
            } else if (now.do === 'earlier') deliver(page(log, Math.max(0, low - now.size), low));
            else if (now.do === 'later') {
              if (!loaded.atEnd && have !== null)
                deliver(page(log, have, Math.min(log.length, have + now.size)));
            } else if (now.do === 'again') deliver(sent[now.frame % sent.length] as Entries);
            else loaded.showEnd();
          }
          // A reconnect, at last.
          deliver(page(log, loaded.end.have ?? 0, log.length));
          expect(loaded.end.have).toBe(log.length);
          for (const { low, have, entries } of [loaded.end, loaded.shown])
            expect(entries).toEqual(page(log, low, have ?? 0).entries);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('what is answered and lies elsewhere is asked for once, and follows its amendments', () => {
    const loaded = new Loaded();
    const log: Log = [null, null, null, null, null];
    const frame = page(log, 3, 5);
    const answer = { ...frame.entries[1] } as Entry;
    answer.body = { kind: 'message', content: { kind: 'text', text: 'yes' }, reply_to: 1 };
    loaded.take({ ...frame, entries: [answer] });
    expect([loaded.unknownQuotes(), loaded.unknownQuotes()]).toEqual([[1], []]);
    loaded.take(page(log, 0, 1));
    expect(loaded.quoted.get(1)).toEqual(standing(log, 1)[0]);
    const edited = [...log, { of: 1, text: 'better' }];
    loaded.take(page(edited, 5, 6));
    expect(loaded.quoted.get(1)).toEqual(standing(edited, 1)[0]);
  });
});
