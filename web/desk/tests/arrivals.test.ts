import { describe, expect, it } from 'vitest';

import { arrivals } from '../src/inbox/arrivals.ts';
import { head } from './heads.ts';

const OURS = { author: { kind: 'staff', id: null }, content: 'text', text: 'Hi' } as const;

describe('a customer’s message is noticed', () => {
  it('in a conversation that was read', () => {
    const before = head({ unread: 0 });
    const after = { ...before, unread: 1, last_seq: 3 };
    expect(arrivals([before], [after])).toEqual([after]);
  });

  it('in a conversation that is new', () => {
    const known = head();
    const first = head();
    expect(arrivals([known], [first, known])).toEqual([first]);
  });

  it('when it is the very first of the workspace', () => {
    const first = head();
    expect(arrivals([], [first])).toEqual([first]);
  });
});

describe('nothing is noticed', () => {
  it('when the list is as it was', () => {
    const known = head();
    expect(arrivals([known], [known])).toEqual([]);
  });

  it('when an older page is loaded, though it has unread ones', () => {
    const older = head();
    const known = head();
    expect(arrivals([known], [known, older])).toEqual([]);
  });

  it('when a colleague answers, reads or takes it', () => {
    const before = head({ unread: 2 });
    const answered = { ...before, snippet: OURS, last_seq: 3 };
    const read = { ...before, unread: 0 };
    const taken = { ...before, last_seq: 3 };
    for (const after of [answered, read, taken]) expect(arrivals([before], [after])).toEqual([]);
  });
});
