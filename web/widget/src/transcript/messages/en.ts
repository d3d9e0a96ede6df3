export const en = {
  email: 'E-mail address',
  send: 'Send',
  sent: 'It is on its way to your mailbox.',
  text: 'Answers will reach this address too.',
  title: 'Where shall we send it?',
};

export type Words = typeof en;
