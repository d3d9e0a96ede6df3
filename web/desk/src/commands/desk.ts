import type { Me } from '@causerie/client';
import BookUser from '@lucide/svelte/icons/book-user';
import Bot from '@lucide/svelte/icons/bot';
import CheckCheck from '@lucide/svelte/icons/check-check';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import Clock from '@lucide/svelte/icons/clock';
import CornerDownRight from '@lucide/svelte/icons/corner-down-right';
import Flag from '@lucide/svelte/icons/flag';
import Hand from '@lucide/svelte/icons/hand';
import Inbox from '@lucide/svelte/icons/inbox';
import ListFilter from '@lucide/svelte/icons/list-filter';
import Lock from '@lucide/svelte/icons/lock';
import MoveDown from '@lucide/svelte/icons/move-down';
import MoveUp from '@lucide/svelte/icons/move-up';
import PanelRight from '@lucide/svelte/icons/panel-right';
import Reply from '@lucide/svelte/icons/reply';
import Search from '@lucide/svelte/icons/search';
import Tag from '@lucide/svelte/icons/tag';
import Undo2 from '@lucide/svelte/icons/undo-2';
import UserRound from '@lucide/svelte/icons/user-round';
import Users from '@lucide/svelte/icons/users';

import type { Casework } from '../inbox/casework.svelte.ts';
import type { Tab } from '../inbox/drafts.ts';
import { beside, focusRow, move, rowOf } from '../inbox/rows.ts';
import { undo } from '../inbox/undo.ts';
import { messages as desk } from '../messages/index.ts';
import { router } from '../router.svelte.ts';
import { contacts, STATUSES, type InboxRoute, type View } from '../routes.ts';
import { choices } from '../routing/choices.ts';
import type { Roster } from '../routing/roster.svelte.ts';
import type { Deed } from './action.ts';
import { everywhere } from './everywhere.ts';
import type { CommandId } from './registry.ts';

/** The pane of the conversation on the screen. */
export interface OpenPane {
  focus: () => void;
  write: (tab: Tab) => void;
  sort: (by: 'label' | 'priority' | 'team') => void;
  assign: () => void;
  snooze: () => void;
  find: () => void;
}

/** The pane of the list. */
export interface ListedPane {
  focusSearch: () => void;
  filter: () => void;
}

/** What the desk shows now, and what it can be told. */
export interface Showing {
  readonly me: Me;
  /** The inbox that is shown, or that lies under another screen. */
  readonly route: InboxRoute;
  /** null on another screen than the inbox. */
  readonly list: ListedPane | null;
  /** null where no conversation is open. */
  readonly opened: { readonly pane: OpenPane; readonly casework: Casework } | null;
  readonly roster: Roster;
  /** Asks what they are: online, busy or away. */
  readonly askAvailability: () => void;
  readonly toggleContact: () => void;
  readonly back: () => void;
}

/** What is for many conversations alone (bulk/deeds.ts). */
type ForMany =
  'select' | 'selectNext' | 'selectPrevious' | 'selectAll' | 'unlabel' | 'read' | 'macro';

/** Everything that a press of the mouse does at the desk, for the palette and the keyboard. */
export function atDesk(
  showing: Showing,
): Record<Exclude<CommandId, 'palette' | 'shortcuts' | ForMany>, Deed | undefined> {
  return {
    ...everywhere(showing.me),
    ...ofList(showing),
    ...ofCase(showing),
    ...views(showing.route),
    availability: availability(showing),
  };
}

/** For who can be given cases. */
function availability({ roster, askAvailability }: Showing): Deed | undefined {
  if (!roster.mine) return undefined;
  return { icon: CircleDot, run: askAvailability, steps: () => choices(roster) };
}

type InList = 'search' | 'next' | 'previous' | 'open' | 'back' | 'filter' | 'undo';

function ofList({ route, list, back }: Showing): Record<InList, Deed | undefined> {
  const here = (deed: Deed): Deed | undefined => (list ? deed : undefined);
  return {
    search: here({ icon: Search, run: () => list?.focusSearch() }),
    next: here({
      icon: MoveDown,
      run: () => {
        move(rowOf(route), 1);
      },
    }),
    previous: here({
      icon: MoveUp,
      run: () => {
        move(rowOf(route), -1);
      },
    }),
    open: here({ icon: CornerDownRight, run: openRow(route) }),
    back: here({ run: back }),
    filter: here({ icon: ListFilter, run: () => list?.filter() }),
    undo: { icon: Undo2, run: undo },
  };
}

/** Opens the row with the focus; brings the keyboard to the list where none has it. */
const openRow = (route: InboxRoute) => (): void => {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches('[data-row]')) focused.click();
  else focusRow(rowOf(route));
};

type OfCase =
  | 'reply'
  | 'note'
  | 'take'
  | 'assign'
  | 'team'
  | 'label'
  | 'priority'
  | 'snooze'
  | 'resolve'
  | 'resolveNext'
  | 'bot'
  | 'find'
  | 'contact';

function ofCase({ route, opened, toggleContact }: Showing): Record<OfCase, Deed | undefined> {
  const here = (deed: (there: NonNullable<typeof opened>) => Deed): Deed | undefined =>
    opened ? deed(opened) : undefined;
  const active = (deed: (there: NonNullable<typeof opened>) => Deed): Deed | undefined =>
    opened?.casework.ended === false ? deed(opened) : undefined;
  return {
    reply: here(({ pane }) => ({
      icon: Reply,
      run: () => {
        pane.write('reply');
      },
    })),
    note: here(({ pane }) => ({
      icon: Lock,
      run: () => {
        pane.write('note');
      },
    })),
    take: here(({ casework }) => ({ icon: Hand, run: () => void casework.take() })),
    assign: here(({ pane, casework }) => ({
      icon: UserRound,
      run: pane.assign,
      steps: () => casework.people(),
    })),
    team: here(({ pane, casework }) => ({
      icon: Users,
      run: () => {
        pane.sort('team');
      },
      steps: () => casework.teams(),
    })),
    label: here(({ pane, casework }) => ({
      icon: Tag,
      run: () => {
        pane.sort('label');
      },
      steps: () => casework.labels(),
    })),
    priority: here(({ pane, casework }) => ({
      icon: Flag,
      run: () => {
        pane.sort('priority');
      },
      steps: () => casework.priorities(),
    })),
    snooze: active(({ pane, casework }) => ({
      icon: Clock,
      run: pane.snooze,
      steps: () => casework.times(new Date()),
    })),
    resolve: here(({ casework }) => ({
      icon: CheckCheck,
      label: casework.ended ? desk.t.reopen : desk.t.resolve,
      run: () => void casework.toggle(),
    })),
    resolveNext: active(({ casework }) => ({
      icon: CheckCheck,
      run: () => void resolveNext(route, casework),
    })),
    bot: active(({ casework }) => ({ icon: Bot, run: () => void casework.giveToBot() })),
    find: here(({ pane }) => ({ icon: Search, run: pane.find })),
    contact: here(() => ({ icon: PanelRight, run: toggleContact })),
  };
}

/** Goes on with the conversation that stood beside it. */
async function resolveNext(route: InboxRoute, casework: Casework): Promise<void> {
  const conversation = beside(rowOf(route));
  if (await casework.resolve()) router.go({ ...route, conversation, at: null, contact: false });
}

function views(route: InboxRoute): Record<View | 'status' | 'contacts', Deed> {
  const view = (to: View): Deed => ({
    icon: Inbox,
    on: route.view === to,
    run: () => {
      router.go({ ...route, view: to, search: '', contact: false });
    },
  });
  return {
    mine: view('mine'),
    unassigned: view('unassigned'),
    all: view('all'),
    contacts: {
      icon: BookUser,
      run: () => {
        router.go(contacts(route.workspace));
      },
    },
    status: {
      icon: ListFilter,
      steps: () =>
        STATUSES.map((status) => ({
          id: status,
          label: desk.t.status[status],
          on: status === route.status,
          onselect: () => {
            router.go({ ...route, status, search: '', contact: false });
          },
        })),
    },
  };
}
