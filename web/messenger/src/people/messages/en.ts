import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  title: 'People you know',
  back: 'Back',
  write: 'Write',
  find: 'Find people you know',
  byEmail: 'Be found by my e-mail address',
  byPhone: 'Be found by my phone number',
  foundText:
    'Whoever has it in their address book sees your name and picture here. Off, nobody does.',

  text: 'See who of your address book is here. Take a vCard (.vcf) or CSV file that your telephone or mail program exports.',
  consent: [
    'The file is read on this device and never leaves it.',
    'The e-mail addresses and phone numbers in it are sent to this server, which compares them with those of people who agreed to be found. It keeps none of them.',
    'Nobody is told that you looked.',
  ],
  choose: 'I agree: choose a file',
  again: 'Choose another file',
  reading: 'Reading the file…',
  looking: (people: number) =>
    n(people, { one: 'Looking for # person…', other: 'Looking for # people…' }),
  here: (people: number) => n(people, { one: '# person is here', other: '# people are here' }),
  nobody: 'None of them is here',
  nobodyText: 'Or they didn’t agree to be found.',
  nothing: 'There is nobody in this file',
  nothingText: 'No e-mail address and no phone number was found in it.',
  tooLarge: 'This file is too large. Up to 20 MB are read.',
  more: (people: string) => `Only the first ${people} people were looked for.`,
  unusable: (entries: number) =>
    n(entries, { one: '# entry could not be used', other: '# entries could not be used' }),
  row: (row: string) => `Row ${row}`,
  why: {
    nothing: 'no address and no number',
    number: 'not a number with a country code',
    broken: 'can’t be read',
  },
  failed: 'The file could not be looked through',
};

export type Messages = typeof en;
