import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  // sending
  didSend: 'Sent',
  didSendResolve: 'Sent and resolved',
  tooLate: 'It has been sent already.',
  notSent: 'It could not be sent. The text is back where you wrote it.',
  sendResolve: 'Send and resolve',
  sendLater: 'Send later',
  sendAt: 'Send at',
  schedule: 'Schedule',
  regardless: 'Send even if they write before',

  // what can be put in
  replies: 'Canned replies',
  missing: (places: string) =>
    `Nothing is known for: ${places}. Look at the text before you send it.`,

  // what waits
  waiting: 'Waiting to be sent',
  sending: 'Sending…',
  by: (who: string, time: string) => `${time} · ${who}`,
  thenResolve: 'then resolves',
  sendNow: 'Send now',
  edit: 'Take back to edit',
  cancel: 'Don’t send',
  cancelled: 'It won’t be sent',
  answeredSince: 'Somebody wrote since. It won’t be sent by itself.',
  held: {
    answered: 'Not sent: somebody wrote before its time.',
    author_left: 'Not sent: its author doesn’t work here any more.',
    refused: 'Not sent: it could not be kept in this form.',
  },

  // another's answer
  otherAnswered: (who: string) => `${who} answered while you were writing:`,
  sendAnyway: 'Press Enter once more to send yours too.',

  // somebody who was silent
  lastWrote: (days: number) =>
    `The customer last wrote ${n(days, { one: '# day', other: '# days' })} ago.`,
  neverWrote: 'The customer hasn’t written here yet.',
  agreedTo: 'Agreed to:',
  agreedToNothing: 'They agreed to no news: answer what they asked, and advertise nothing.',

  // preferences
  hold: 'Time to take a message back',
  holdText:
    'So long it waits before it goes. Who has the chat open gets it at once, and taking back deletes it there.',
  holds: { 0: 'None', 5: '5 seconds', 10: '10 seconds' },
  enter: 'Enter sends',
  enterText: 'If it is off, Enter begins a new line and Ctrl+Enter (⌘+Enter) sends.',
};

export type Messages = typeof en;
