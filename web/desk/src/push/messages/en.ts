export const en = {
  title: 'Notifications',
  here: 'On this device',
  hereText: 'What concerns you, while no desk of yours is on a screen.',
  denied: 'The browser blocks notifications of this site. Allow them in its settings.',
  impossible:
    'This browser’s notification service can’t be reached now: you are told only while the desk is open.',
  of: 'Tell me when',
  new: 'Somebody writes and nobody has the conversation',
  answered: 'A customer answers in a conversation of mine',
  assigned: 'A conversation becomes mine',
  mentioned: 'A colleague names me in a note: @Name',
};

export type Messages = typeof en;
