import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Clock from '@lucide/svelte/icons/clock';
import Eraser from '@lucide/svelte/icons/eraser';
import Flag from '@lucide/svelte/icons/flag';
import Hand from '@lucide/svelte/icons/hand';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MailOpen from '@lucide/svelte/icons/mail-open';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Tag from '@lucide/svelte/icons/tag';
import UserRound from '@lucide/svelte/icons/user-round';
import Users from '@lucide/svelte/icons/users';

import type { Deed, Deeds } from '../commands/action.ts';
import { current, move } from '../inbox/rows.ts';
import { messages as desk } from '../messages/index.ts';
import type { InboxRoute } from '../routes.ts';
import { messages } from './messages/index.ts';
import type { Asked, BulkWork } from './work.svelte.ts';

/** What the keyboard does to choose, and with what is chosen: then it is meant for all of it. */
export function withMany(work: BulkWork, route: InboxRoute): Deeds {
  if (route.search !== '') return {};
  return { ...choosing(work, route), ...(work.selection.empty ? {} : withChosen(work, route)) };
}

function choosing({ selection }: BulkWork, route: InboxRoute): Deeds {
  const extend = (by: 1 | -1) => (): void => {
    const from = current(route.conversation);
    move(route.conversation, by);
    const to = current(route.conversation);
    if (from && to) selection.extend(from, to);
  };
  return {
    select: {
      icon: Check,
      run: () => {
        const row = current(route.conversation);
        if (row) selection.toggle(row);
      },
    },
    selectNext: { icon: ListChecks, run: extend(1) },
    selectPrevious: { icon: ListChecks, run: extend(-1) },
    selectAll: {
      icon: ListChecks,
      run: () => {
        selection.all();
      },
    },
  };
}

function withChosen(work: BulkWork, { status }: InboxRoute): Deeds {
  const t = messages.t;
  const asks = (asked: Asked, icon: NonNullable<Deed['icon']>, steps: Deed['steps']): Deed => ({
    icon,
    hint: t.bar,
    run: () => (work.asked = asked),
    ...(steps && { steps }),
  });
  const does = (icon: NonNullable<Deed['icon']>, run: () => void, label?: string): Deed => ({
    icon,
    hint: t.bar,
    run,
    ...(label && { label }),
  });
  const resolved = status === 'resolved';
  return {
    back: {
      run: () => {
        work.selection.clear();
      },
    },
    take: does(Hand, () => {
      work.take();
    }),
    assign: asks('assign', UserRound, () => work.people()),
    team: asks('team', Users, () => work.teams()),
    label: asks('label', Tag, () => work.labels(true)),
    unlabel: asks('unlabel', Eraser, () => work.labels(false)),
    priority: asks('priority', Flag, () => work.priorities()),
    snooze: resolved ? undefined : asks('snooze', Clock, () => work.times()),
    resolve: does(
      resolved ? RotateCcw : CheckCheck,
      () => {
        work.end();
      },
      resolved ? desk.t.reopen : desk.t.resolve,
    ),
    resolveNext: undefined,
    bot: undefined,
    read: does(MailOpen, () => {
      work.read();
    }),
  };
}
