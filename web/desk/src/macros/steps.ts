import type { Macro, NewBulk, NewMacro } from '@causerie/client';

import { snoozeTimes } from '../inbox/snooze.ts';

export type Step = NewMacro['steps'][number];
export type Kind = Step['kind'];
type Deed = NewBulk['deeds'][number];

export const KINDS = [
  'reply',
  'note',
  'assign',
  'team',
  'labels',
  'priority',
  'snooze_for',
  'resolve',
  'reopen',
] as const satisfies readonly Kind[];
export const SNOOZES = ['later', 'tomorrow', 'nextWeek', 'answer'] as const;
/** Of these a macro has one. */
const ENDS: readonly Kind[] = ['snooze_for', 'resolve', 'reopen'];

/** A step of that kind, to be filled in. */
export function newStep(kind: Kind): Step {
  switch (kind) {
    case 'reply':
    case 'note':
      return { kind, text: '' };
    case 'assign':
      return { kind, assignee: null };
    case 'team':
      return { kind, team: null };
    case 'labels':
      return { kind, add: [], remove: [] };
    case 'priority':
      return { kind, priority: 'high' };
    case 'snooze_for':
      return { kind, until: 'tomorrow' };
    case 'resolve':
    case 'reopen':
      return { kind };
  }
}

/** What can be added to these: no two steps change the same. */
export function kindsFor(steps: readonly Step[]): Kind[] {
  const has = steps.map(({ kind }) => kind);
  return KINDS.filter((kind) => {
    if (kind === 'reply' || kind === 'note') return true;
    return !has.some((one) => one === kind || (ENDS.includes(one) && ENDS.includes(kind)));
  });
}

/** Whether nothing is missing in it. */
export function isWhole(step: Step): boolean {
  if (step.kind === 'reply' || step.kind === 'note') return step.text.trim() !== '';
  if (step.kind === 'labels') return Boolean(step.add?.length) || Boolean(step.remove?.length);
  return true;
}

/** What the steps come to now: when a case comes back is said by the agent's own clock. */
export function deedsOf({ steps }: Pick<Macro, 'steps'>, now: Date): Deed[] {
  return steps.map((step) => (step.kind === 'snooze_for' ? snoozed(step.until, now) : step));
}

function snoozed(until: (typeof SNOOZES)[number], now: Date): Deed {
  const times = snoozeTimes(now);
  // Late in the evening there is no later today.
  const time = times.find(({ choice }) => choice === until) ?? times[0];
  return {
    kind: 'snooze',
    until: until === 'answer' || !time ? null : time.until.toISOString(),
  };
}

/** Whether customers are told something. */
export const speaks = (steps: readonly { kind: string }[]): boolean =>
  steps.some(({ kind }) => kind === 'reply');
