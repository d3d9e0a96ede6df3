import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

export default {
  tag: 'ro',
  bar: 'Ce se face cu cele alese',
  choose: (name) => `Alege: ${name}`,
  chosen: (count) => n(count, { one: '# aleasă', few: '# alese', other: '# de alese' }),
  allChosen: 'Toate alese',
  allBut: (count) => n(count, { one: 'Toate fără #', few: 'Toate fără #', other: 'Toate fără #' }),
  clear: 'Nu alege nimic',
  more: 'Alte acțiuni',
  assign: 'Atribuie',
  label: 'Pune etichete',
  unlabel: 'Scoate etichete',
  read: 'Marchează ca citite',
  going: (what, done, total) => `${what}: ${done} din ${total}`,
  went: (what, count) => `${what}: ${n(count, { one: '# gata', few: '# gata', other: '# gata' })}`,
  left: (count) =>
    n(count, {
      one: '# a rămas cum era',
      few: '# au rămas cum erau',
      other: '# au rămas cum erau',
    }),
  why: 'De ce',
  leftTitle: 'Au rămas cum erau',
  somebody: 'Un vizitator',
  whyLeft: {
    already: 'Este deja așa',
    gone: 'Nu mai există sau nu o puteți vedea',
    no_case: 'Nu există un caz pentru asta',
    changed: 'Cineva a schimbat-o între timp',
    forbidden: 'Nu mai aveți acest drept',
    refused: 'Cu aceasta nu se poate',
    stopped: 'Oprită înainte de rândul ei',
  },
  partly: 'făcută în parte',
  andMore: (count) => n(count, { one: 'și încă #', few: 'și încă #', other: 'și încă #' }),
  sayTitle: 'Se spune tuturor?',
  sayText: (chosen) => `Clienții vor citi, iar ce s-a spus nu se ia înapoi: ${chosen}.`,
  say: 'Spune',
  undoButSaid: 'Anulează, fără ce s-a spus',
  close: 'Închide',
} satisfies Messages;
