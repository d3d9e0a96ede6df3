import { plural } from '../../i18n/plural.ts';

const n = plural('en');

export const en = {
  agreed: 'Yes',
  answered: 'Answered',
  answerFailed: 'Your answer could not be sent. Please try again.',
  anonymous: 'Anonymous poll',
  anonymousVote: 'Voted',
  cards: 'Cards',
  choose: 'Choose',
  chosen: 'Your choice',
  close: 'Close poll',
  closed: 'Poll closed',
  comment: 'Tell us more (optional)',
  date: 'Date',
  flaw: {
    required: 'Please fill this in',
    too_long: 'This is too long',
    too_small: 'This is too small or too early',
    too_large: 'This is too large or too late',
    number: 'Please enter a number',
    email: 'This is no e-mail address',
    phone: 'This is no phone number; begin with + and the country’s code',
    date: 'Please choose a date',
    option: 'Please choose one of these',
    type: 'This can’t be sent',
  },
  moment: 'Date and time',
  next: 'Next card',
  optional: 'optional',
  pickSeveral: 'You may choose several',
  previous: 'Previous card',
  rate: 'How did we do?',
  send: 'Send',
  sending: 'Sending…',
  stars: (count: number) => n(count, { one: '# star', other: '# stars' }),
  thanks: 'Thank you!',
  vote: 'Vote',
  votes: (count: number) => n(count, { one: '# vote', other: '# votes' }),
  zone: (zone: string) => `Times in ${zone}`,
};

export type Messages = typeof en;
