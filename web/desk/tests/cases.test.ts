import type { Entry } from '@causerie/client';
import type * as ui from '@causerie/ui';
import { describe, expect, it } from 'vitest';

import { fold, sectionsOf } from '../src/inbox/sections.ts';
import { snoozeTimes } from '../src/inbox/snooze.ts';

const times = (now: Date) =>
  snoozeTimes(now).map(({ choice, until }) => [choice, until.toString().slice(0, 21)]);

describe('a case can be put away', () => {
  it('until later today, tomorrow morning or Monday', () => {
    expect(times(new Date(2026, 10, 25, 10, 20))).toEqual([
      ['later', 'Wed Nov 25 2026 14:00'],
      ['tomorrow', 'Thu Nov 26 2026 09:00'],
      ['nextWeek', 'Mon Nov 30 2026 09:00'],
    ]);
  });

  it('not until later today in the evening, and on Sunday next week is tomorrow', () => {
    expect(times(new Date(2026, 10, 29, 19))).toEqual([['tomorrow', 'Mon Nov 30 2026 09:00']]);
  });

  it('until nine by the clock though the night has an hour more', () => {
    expect(times(new Date(2026, 9, 24, 8))[1]).toEqual(['tomorrow', 'Sun Oct 25 2026 09:00']);
  });
});

let seq = 0;
function happened(type: string, number: number): Entry {
  seq += 1;
  return {
    conversation: '0193dddd-0000-7000-8000-000000000001',
    seq,
    at: new Date(Date.UTC(2026, 10, seq)).toISOString(),
    author: { kind: 'staff', id: 'anna' },
    channel: 'desk',
    client_id: `client-${seq}`,
    body: { kind: 'event', event: { type, case: number } },
  } as Entry;
}

describe('past cases', () => {
  it('are sections from one opening to the next, and know who ended them', () => {
    const entries = [
      happened('case_opened', 1),
      happened('case_resolved', 1),
      happened('case_reopened', 1),
      happened('case_resolved', 1),
      happened('case_opened', 2),
    ];
    const sections = sectionsOf(entries, () => 'Anna');
    expect([...sections.values()]).toMatchObject([
      { number: 1, past: true, resolved: { by: 'Anna', at: new Date(Date.UTC(2026, 10, 4)) } },
      { number: 2, past: false, resolved: null },
    ]);
    const lines = entries.map(({ client_id }) => ({ key: client_id }) as ui.Entry);
    const shown = (...numbers: number[]) =>
      fold(lines, sections, new Set(numbers)).map(({ key }) =>
        lines.findIndex((l) => l.key === key),
      );
    expect(shown()).toEqual([0, 1, 2, 3, 4]);
    expect(shown(1)).toEqual([0, 4]);
    expect(shown(2)).toEqual([0, 1, 2, 3, 4]);
  });
});
