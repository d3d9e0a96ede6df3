import { plural } from '@causerie/ui';

const n = plural('en');

export const en = {
  tag: 'en',
  bar: 'What to do with the chosen',
  choose: (name: string) => `Choose ${name}`,
  chosen: (count: number) => n(count, { one: '# chosen', other: '# chosen' }),
  allChosen: 'All chosen',
  allBut: (count: number) => n(count, { one: 'All but # chosen', other: 'All but # chosen' }),
  clear: 'Choose nothing',
  more: 'More to do',
  assign: 'Assign',
  label: 'Put labels on',
  unlabel: 'Take labels off',
  read: 'Mark as read',
  going: (what: string, done: string, total: string) => `${what}: ${done} of ${total}`,
  went: (what: string, count: number) => `${what}: ${n(count, { one: '# done', other: '# done' })}`,
  left: (count: number) => n(count, { one: '# left as it was', other: '# left as they were' }),
  why: 'Why',
  leftTitle: 'Left as they were',
  somebody: 'A visitor',
  whyLeft: {
    already: 'It is so already',
    gone: 'Not there any more, or not yours to see',
    no_case: 'There is no case to do it with',
    changed: 'Somebody changed it meanwhile',
    forbidden: 'You may not do this any more',
    refused: 'It can’t be done with this one',
    stopped: 'Stopped before its turn',
  },
  partly: 'done in part',
  andMore: (count: number) => n(count, { one: 'and # more', other: 'and # more' }),
  sayTitle: 'Say this to all of them?',
  sayText: (chosen: string) => `Customers will read it, and it isn’t taken back: ${chosen}.`,
  say: 'Say it',
  undoButSaid: 'Undo, but for what was said',
  close: 'Close',
};

export type Messages = typeof en;
