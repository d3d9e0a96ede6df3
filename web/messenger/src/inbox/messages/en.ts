import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  search: 'Search in all conversations',
  clearSearch: 'Clear the search',
  results: 'What was found',
  noResults: 'Nothing was found',
  noResultsText: (query: string) => `“${query}” stands in none of your conversations.`,
  tooLittle: 'Write a word to look for.',
  searchFailed: 'Search didn’t work',
  foundConversations: 'Conversations',
  foundMessages: 'Messages',
  you: 'You:',

  archived: 'Archived',
  archivedCount: (count: number) =>
    n(count, { one: '# archived conversation', other: '# archived conversations' }),
  backToInbox: 'Back to all conversations',
  archiveEmpty: 'The archive is empty',
  archiveEmptyText: 'What you archive waits here, and comes back with the next message.',
  allArchived: 'All is in the archive',
  allArchivedText: 'A conversation comes back with its next message.',

  left: 'You are not in this group any more',
  begin: 'New group or link',
  actionsOf: (name: string) => `Actions for ${name}`,
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: 'Pinned',
  up: 'Move up',
  down: 'Move down',
  mute: 'Mute…',
  unmute: 'Unmute',
  muted: 'Muted',
  archive: 'Archive',
  unarchive: 'Bring back from the archive',
  undo: 'Undo',
  wasArchived: (name: string) => `${name} is in the archive`,

  muteTitle: (name: string) => `Mute ${name}`,
  muteText: 'No sound and no number on the app until then. Messages still arrive.',
  muteFor: {
    hour: 'For an hour',
    day: 'For 8 hours',
    week: 'For a week',
    ever: 'Until I turn it on again',
  },
  keys: 'P pins, M mutes, E archives; Alt with an arrow moves what is pinned.',
};

export type InboxWords = typeof en;
