import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  find: 'Find in this conversation',
  app: 'Messenger',

  // signing in
  signInTitle: 'Your conversations',
  signInText: 'Sign in with your e-mail address: we send you a code. No password.',
  email: 'E-mail address',
  emailMissing: 'Enter your e-mail address.',
  emailWrong: 'This is not an e-mail address. Check it, please.',
  sendCode: 'Send me a code',
  codeTitle: 'Look in your mailbox',
  codeText: (to: string) => `We sent a code of six digits to ${to}.`,
  code: 'Code',
  codeWrong: 'That code isn’t right, or it is too old.',
  signIn: 'Sign in',
  sendAgain: 'Send another code',
  sendAgainIn: (seconds: number) =>
    n(seconds, { one: 'Another code in # second', other: 'Another code in # seconds' }),
  sentAgain: 'Another code is on its way.',
  otherEmail: 'Use another address',
  linkTitle: 'Go on with your conversation',
  linkText: 'This signs you in on this device, with the link from your mail.',
  linkAs: (name: string) => `You are signed in as ${name}.`,
  linkContinue: 'Continue',
  linkContinueAs: (name: string) => `Continue as ${name}`,
  linkUsed: 'This link has been used or is too old',
  linkUsedText: 'Each link works once. Sign in with a code instead.',
  signOut: 'Sign out',
  signedOut: 'You were signed out. Sign in to go on.',

  // what can go wrong
  unreachable: 'The server can’t be reached. Check your connection.',
  tooManyTries: (seconds: number) =>
    n(seconds, {
      one: 'Too many tries. Wait # second and try again.',
      other: 'Too many tries. Wait # seconds and try again.',
    }),
  notAllowed: 'You may not do this.',
  tooLarge: 'That is too large.',
  unsupportedPicture: 'That isn’t a picture we can show. Use PNG, JPEG, GIF or WebP.',
  notFound: 'It isn’t there any more.',
  wentWrong: 'That didn’t work. Nothing was lost; try again.',
  cannotLoad: 'The messenger can’t be loaded',
  unknownPage: 'There is nothing at this address',
  toInbox: 'Go to your conversations',

  // the list
  conversations: 'Conversations',
  unread: (count: number) => n(count, { one: '# unread message', other: '# unread messages' }),
  snippet: { image: 'Picture', file: 'File' },
  youSaid: 'You:',
  noMessages: 'No messages yet',
  listFailed: 'Your conversations can’t be loaded',
  emptyTitle: 'No conversations yet',
  emptyText:
    'When you write to a business with this e-mail address, the conversation stands here, on every device.',

  // a conversation
  nothingOpen: 'Your conversations',
  nothingOpenText: 'Pick one to read and answer.',
  conversationFailed: 'This conversation can’t be loaded',
  back: 'Back to the list',
  online: 'Online',
  typing: (name: string) => `${name} is typing`,
  answersLater: 'The answer reaches you here and by e-mail',
  someone: 'Someone',
  writeTo: (name: string) => `Write to ${name}`,
  earlierLater: 'Earlier messages appear when the connection is back.',
  startTitle: (name: string) => `You and ${name}`,
  startText: 'Nothing has been said yet.',
  via: { email: 'by e-mail' },
  event: {
    email_given: (email: string) => `You left your address: ${email}`,
    identity_verified: (value: string) => `Confirmed: ${value}`,
  },

  // the line
  connecting: 'Connecting…',

  // profile
  profile: 'Profile',
  profileOf: (name: string) => `Profile of ${name}`,
  picture: 'Picture',
  changePicture: 'Change picture',
  pictureText: 'Businesses you write to see it.',
  name: 'Name',
  nameText: 'Businesses you write to see it.',
  save: 'Save',
  saved: 'Saved',
  language: 'Language',
  languages: { en: 'English', ru: 'Русский', ro: 'Română', ar: 'العربية' },
  theme: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  install: 'Install on this device',
};

export type Messages = typeof en;
