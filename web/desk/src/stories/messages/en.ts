import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  title: 'Stories',
  text: 'A picture for a day, shown in the messenger to everybody who talks with you.',
  publishTitle: 'New story',
  picture: 'Picture',
  choose: 'Choose a picture',
  chooseAnother: 'Choose another picture',
  alt: 'What it shows',
  altText: 'For those who can’t see the picture; it also stands beside answers.',
  altMissing: 'Say what the picture shows.',
  link: 'Link (optional)',
  linkWrong: 'An address begins with https://',
  publish: 'Publish for 24 hours',
  present: 'On show now',
  none: 'Nothing is on show',
  noneText: 'What you publish stands here until its day is over.',
  failed: 'The stories can’t be loaded',
  left: (hours: number) => n(hours, { one: '# hour left', other: '# hours left' }),
  leftMinutes: (minutes: number) => n(minutes, { one: '# minute left', other: '# minutes left' }),
  seen: (count: number) => n(count, { one: 'Seen by # person', other: 'Seen by # people' }),
  by: (name: string) => `by ${name}`,
  remove: (alt: string) => `Delete: ${alt}`,
  removed: 'Deleted',
};

export type Messages = typeof en;
