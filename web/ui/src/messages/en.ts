import { plural } from '../i18n/plural.ts';

const n = plural('en');

export const en = {
  attach: 'Attach a file',
  cancel: 'Cancel',
  close: 'Close',
  conversation: 'Conversation',
  delivered: 'Delivered',
  dropFiles: 'Drop files to attach them',
  discard: 'Discard',
  download: 'Download',
  email: 'E-mail address',
  emailRequest:
    'Leave your e-mail address, and the answer reaches you even after you close this page.',
  emailSave: 'Save',
  emoji: 'Emoji',
  emojiNone: 'No emoji with that name',
  emojiSearch: 'Search emoji',
  failed: 'Not sent',
  failedLoad: 'This could not be loaded',
  image: 'Picture',
  showImage: (size: string) => `Show the picture (${size})`,
  imageFailed: 'This picture can’t be shown',
  jumpToLatest: 'Jump to the latest message',
  loadingEarlier: 'Loading earlier messages',
  message: 'Message',
  newMessages: (count: number) => n(count, { one: '# new message', other: '# new messages' }),
  note: 'Note, staff only',
  offline: 'No connection. What you write is kept and sent when it is back.',
  openImage: (name: string) => `Open picture ${name}`,
  readBy: (name: string) => `Read by ${name}`,
  remove: (name: string) => `Remove ${name}`,
  retry: 'Try again',
  send: 'Send',
  sent: 'Sent',
  someoneTyping: (name: string) => `${name} is typing`,
  tooLong: (by: number) => n(by, { one: '# character too many', other: '# characters too many' }),
  unread: 'New messages',
  uploading: (name: string) => `Uploading ${name}`,
  waiting: 'Waiting to be sent',
  you: 'You',
};

export type Messages = typeof en;
