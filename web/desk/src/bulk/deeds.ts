import type { DeskHead } from '@causerie/client';
import { toast } from '@causerie/ui';
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
import Zap from '@lucide/svelte/icons/zap';

import type { Action, Deed, Deeds } from '../commands/action.ts';
import { current, move } from '../inbox/rows.ts';
import type { Macros } from '../macros/macros.svelte.ts';
import { messages as words } from '../macros/messages/index.ts';
import { deedsOf } from '../macros/steps.ts';
import { messages as desk } from '../messages/index.ts';
import type { InboxRoute } from '../routes.ts';
import { messages } from './messages/index.ts';
import type { Asked, BulkWork } from './work.svelte.ts';

/** What the keyboard does to choose, and with what is chosen: then it is meant for all of it. */
export function withMany(
  work: BulkWork,
  route: InboxRoute,
  macros: Macros,
  open: DeskHead | undefined,
): Deeds {
  const some = !work.selection.empty;
  const macro: Deeds =
    some || open ? { macro: { icon: Zap, steps: () => macrosFor(work, macros, open) } } : {};
  if (route.search !== '') return macro;
  return { ...choosing(work, route), ...macro, ...(some ? withChosen(work, route) : {}) };
}

/** Each does its steps with what is chosen, else with the conversation on the screen. */
function macrosFor(work: BulkWork, macros: Macros, open: DeskHead | undefined): Action[] {
  void macros.load();
  return macros.all.map((macro) => ({
    id: macro.id,
    label: macro.name,
    ...(macro.broken.length > 0 && { hint: words.t.broken }),
    onselect: () => {
      if (macro.broken.length > 0) toast(words.t.brokenRun, { tone: 'error' });
      else void work.run(macro.name, deedsOf(macro, new Date()), open);
    },
  }));
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
