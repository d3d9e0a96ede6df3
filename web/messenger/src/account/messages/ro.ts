import type { Messages } from './en.ts';

const ro: Messages = {
  text: 'Intră cu numărul de mobil: îți trimitem un cod prin SMS. Fără parolă.',
  phone: 'Număr de telefon',
  hint: 'Cu prefixul țării, de exemplu +373 691 23 456',
  missing: 'Scrie numărul de telefon.',
  wrong:
    'La acest număr nu se poate trimite un cod. Verifică-l, te rog; trebuie un număr de mobil.',
  title: 'Uită-te în mesaje',
  other: 'Alt număr',
};

export default ro;
