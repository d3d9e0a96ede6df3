import { plural } from '@causerie/ui';

import type { Command } from '../shortcuts.ts';

const n = plural('en');

export const en = {
  // signing in
  signIn: 'Sign in',
  signInTitle: 'Sign in to the desk',
  email: 'E-mail',
  password: 'Password',
  wrongPassword: 'This e-mail and password don’t belong together.',
  emailMissing: 'Enter your e-mail address.',
  passwordMissing: 'Enter your password.',
  signOut: 'Sign out',
  signedOut: 'You were signed out. Sign in to go on.',

  // what can go wrong
  unreachable: 'The server can’t be reached. Check your connection.',
  tooManyTries: (seconds: number) =>
    `Too many tries. Wait ${n(seconds, { one: '# second', other: '# seconds' })} and try again.`,
  notAllowed: 'You may not do this.',
  notFound: 'It isn’t there any more.',
  tooLarge: 'That is too large.',
  unsupportedPicture: 'That isn’t a picture we can show. Use PNG, JPEG, GIF or WebP.',
  wentWrong: 'That didn’t work. Nothing was lost; try again.',
  cannotLoad: 'The desk can’t be loaded',
  unknownPage: 'There is nothing at this address',
  unknownPageText: 'The link may be old, or lead to a workspace that you don’t work in.',
  toStart: 'Go to your conversations',

  // workspaces
  chooseWorkspace: 'Where do you work now?',
  noWorkspace: 'You don’t work in any workspace',
  noWorkspaceText: (email: string) =>
    `${email} is not among anybody’s staff. Ask the owner of the business to add you.`,
  switchWorkspace: (name: string) => `Switch to ${name}`,
  workspaceMenu: (name: string) => `${name}: menu`,

  // the list
  conversations: 'Conversations',
  views: { mine: 'Mine', unassigned: 'Unassigned', all: 'All' },
  unreadIn: (count: number) =>
    n(count, { one: '# unread conversation', other: '# unread conversations' }),
  status: { open: 'Open', resolved: 'Resolved' },
  showing: (status: string) => `Showing: ${status}`,
  visitor: 'Visitor',
  unread: (count: number) => n(count, { one: '# unread message', other: '# unread messages' }),
  assignedTo: (name: string) => `Assigned to ${name}`,
  snippet: {
    image: 'Picture',
    file: 'File',
    nothing: 'No messages yet',
  },
  youSaid: 'You:',
  staffSaid: 'Team:',
  listFailed: 'The conversations can’t be loaded',
  loadingMore: 'Loading more conversations',
  empty: {
    mine: { title: 'All done', text: 'Nothing is assigned to you.' },
    unassigned: { title: 'All taken', text: 'Every open conversation has somebody.' },
    all: {
      title: 'No conversations yet',
      text: 'When a visitor writes in the chat, it appears here at once.',
    },
    resolved: {
      title: 'Nothing resolved here',
      text: 'What you resolve moves here, and comes back when the customer writes.',
    },
  },

  // looking for something
  search: 'Search',
  searchHint: 'Messages, notes, people',
  clearSearch: 'Clear',
  searching: 'Searching',
  people: 'People',
  said: 'Messages and notes',
  noteFound: 'Note',
  found: (count: number) => n(count, { one: '# result', other: '# results' }),
  moreResults: 'More results',
  nothingFound: { title: 'Nothing found', text: 'Try fewer words, or another form of the name.' },
  tooLittle: { title: 'Say a bit more', text: 'Type a word, a name or an address.' },
  searchFailed: 'The search didn’t work',

  // a conversation
  nothingOpen: 'Pick a conversation',
  nothingOpenText: 'Press ? to see what the keyboard can do.',
  conversationWith: (name: string) => `Conversation with ${name}`,
  conversationFailed: 'This conversation can’t be loaded',
  conversationGone: 'This conversation isn’t there',
  conversationGoneText: 'It may belong to another workspace.',
  back: 'Back',
  showContact: 'Show contact',
  hideContact: 'Hide contact',
  onPage: 'On',
  online: 'Online',
  offline: 'Not online',
  assign: 'Assign',
  assignee: 'Assignee',
  nobody: 'Nobody',
  toMe: (name: string) => `${name} (you)`,
  resolve: 'Resolve',
  reopen: 'Reopen',
  reply: 'Reply',
  note: 'Note',
  replyOrNote: 'Reply or note',
  replyTo: (name: string) => `Reply to ${name}…`,
  noteHint: 'Only your colleagues see this…',
  somebody: 'Somebody',
  automatic: 'Automatic message',
  channel: { web: 'Web site', messenger: 'Messenger', email: 'E-mail', desk: 'Desk', api: 'API' },
  viaChannel: { messenger: 'by messenger', email: 'by e-mail', api: 'by API' },
  event: {
    case_opened: 'Conversation opened',
    case_resolved: (who: string) => `${who} resolved the conversation`,
    assigned: (who: string, to: string) => `${who} assigned this to ${to}`,
    took: (who: string) => `${who} took the conversation`,
    unassigned: (who: string) => `${who} assigned this to nobody`,
    email_given: (email: string) => `E-mail left: ${email}`,
    identity_verified: (value: string) => `Verified: ${value}`,
    conversation_merged: (count: number) =>
      n(count, {
        one: '# message from an earlier conversation joined this one',
        other: '# messages from an earlier conversation joined this one',
      }),
    delivery_failed: (channel: string, detail: string) => `Not delivered by ${channel}: ${detail}`,
    delivery_unknown: (channel: string) => `It isn’t known whether ${channel} delivered this`,
  },

  // the contact
  contact: 'Contact',
  contactFailed: 'The contact can’t be loaded',
  verified: 'Verified',
  claimed: 'Not verified',
  verifiedFacts: 'Verified facts',
  claimedFacts: 'What they say',
  claimedFactsText: 'Nobody has checked this.',
  identities: 'Known as',
  identity: { email: 'E-mail', user: 'Customer number' },
  pageNow: 'On this page now',
  labels: 'Labels',
  conversationFacts: 'About this conversation',
  tracked: 'What they did',
  yes: 'Yes',
  no: 'No',
  visits: 'Pages seen',
  noVisits: 'No pages seen yet',
  language: 'Language',
  firstSeen: 'First seen',

  // the line
  loading: 'Loading',

  // profile
  profile: 'Profile',
  profileTitle: 'Your profile',
  changePicture: 'Change picture',
  name: 'Name',
  nameText: 'Customers see it beside your answers.',
  nameMissing: 'Enter a name.',
  about: 'A line about you',
  aboutText: 'For example: “Orders and returns”. Customers see it.',
  save: 'Save',
  saved: 'Saved',
  passwordTitle: 'Password',
  currentPassword: 'Present password',
  newPassword: 'New password',
  newPasswordText: 'At least 8 characters. Other devices are signed out.',
  passwordTooShort: 'Use at least 8 characters.',
  currentPasswordWrong: 'That is not your present password.',
  changePassword: 'Change password',
  passwordChanged: 'Password changed. Other devices are signed out.',
  device: 'On this device',
  theme: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  languages: { en: 'English', ru: 'Русский', ro: 'Română' },
  sound: 'Sound',
  soundText: 'A soft tone when a customer writes and you aren’t looking.',
  notifications: 'Notifications',
  notificationsText: 'From the browser, when the desk is in the background.',
  notificationsDenied: 'The browser blocks notifications of this site. Allow them in its settings.',
  shortcutsOn: 'Letter shortcuts',
  shortcutsText: 'Single letters as commands: r to reply, e to resolve.',

  // setting up
  setup: 'Set up',
  setupTitle: 'Channels',
  setupText: 'Where your customers reach you.',
  snippetTitle: 'Put the chat on your site',
  snippetText: 'Paste this before </body> on every page.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser didn’t allow it. Select the text and copy it.',
  sites: 'Allowed sites',
  noSites: 'No site yet: the chat opens nowhere.',
  noChannels: 'No channels yet',
  noChannelsText: 'The owner of the installation adds them.',
  channelsFailed: 'The channels can’t be loaded',
  channelKind: { web: 'Chat on a web site', email: 'E-mail' },

  // the keyboard
  shortcuts: 'Keyboard shortcuts',
  commands: {
    search: 'Search',
    next: 'Next conversation',
    previous: 'Previous conversation',
    open: 'Open',
    reply: 'Reply',
    note: 'Write a note',
    assign: 'Assign',
    resolve: 'Resolve or reopen',
    back: 'Back',
    shortcuts: 'This help',
  } satisfies Record<Command, string>,
  send: 'Send',
  newLine: 'New line',

  // notifications
  newMessageFrom: (name: string) => `New message from ${name}`,
};

export type Messages = typeof en;
