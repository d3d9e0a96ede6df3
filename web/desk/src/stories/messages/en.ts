import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  title: 'Stories',
  text: 'A picture or a short video for a day, shown in the messenger to everybody who talks with you.',
  publishTitle: 'New story',
  picture: 'Picture or video',
  choose: 'Choose a picture or a video',
  chooseAnother: 'Choose another',
  alt: 'What it shows',
  altText: 'For those who can’t see it; it also stands beside answers.',
  altMissing: 'Say what it shows.',
  link: 'Link (optional)',
  linkWrong: 'An address begins with https://',
  tooLong: (most: number) =>
    n(most, { one: 'A video has at most # second.', other: 'A video has at most # seconds.' }),
  unplayable: 'This video can’t be played by browsers. Use MP4 or WebM.',
  video: (length: number) => n(length, { one: 'Video, # second', other: 'Video, # seconds' }),
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
