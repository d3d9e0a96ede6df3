import { plural } from '@causerie/ui';

import type { CommandId, Group } from '../registry.ts';

const n = plural('en');

export const en = {
  title: 'Commands',
  hint: 'Do something, or find somebody…',
  choose: 'Choose…',
  recent: 'Used lately',
  found: 'Conversations',
  nothing: 'Nothing is called so.',
  count: (count: number) => n(count, { one: '# choice', other: '# choices' }),
  on: 'On',
  off: 'Off',
  groups: {
    case: 'This conversation',
    list: 'The list',
    go: 'Go to',
    device: 'This desk',
  } satisfies Record<Group, string>,
  commands: {
    palette: 'Commands',
    search: 'Search',
    next: 'Next conversation',
    previous: 'Previous conversation',
    open: 'Open the conversation',
    back: 'Back',
    filter: 'Filter the list',
    undo: 'Undo',
    reply: 'Reply',
    note: 'Write a note',
    take: 'Assign to me',
    assign: 'Assign to…',
    team: 'Team',
    label: 'Labels',
    priority: 'Priority',
    snooze: 'Snooze',
    resolve: 'Resolve or reopen',
    resolveNext: 'Resolve, and open the next',
    bot: 'Leave it to the bot',
    find: 'Find in this conversation',
    contact: 'Show or hide the contact',
    mine: 'My conversations',
    unassigned: 'Unassigned conversations',
    all: 'All conversations',
    status: 'Show by status',
    workspace: 'Another workspace',
    profile: 'Profile',
    theme: 'Colours',
    language: 'Language',
    sound: 'Sound',
    letters: 'Letter shortcuts',
    shortcuts: 'Keyboard shortcuts',
    signOut: 'Sign out',
  } satisfies Record<CommandId, string>,
  shortcuts: 'Keyboard shortcuts',
  writing: 'While you write',
  send: 'Send',
  newLine: 'New line',
};

export type Messages = typeof en;
