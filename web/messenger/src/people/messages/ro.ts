import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  title: 'Persoane cunoscute',
  back: 'Înapoi',
  write: 'Scrie',
  find: 'Găsește persoane cunoscute',
  byEmail: 'Pot fi găsit după adresa de e-mail',
  byPhone: 'Pot fi găsit după numărul de telefon',
  foundText: 'Cine îl are în agendă îți vede aici numele și fotografia. Dacă este oprit, nimeni.',

  text: 'Vezi cine din agenda ta este aici. Ia un fișier vCard (.vcf) sau CSV, pe care îl exportă telefonul sau programul de e-mail.',
  consent: [
    'Fișierul este citit pe acest dispozitiv și nu îl părăsește.',
    'Adresele de e-mail și numerele de telefon din el sunt trimise acestui server, care le compară cu ale celor care au acceptat să fie găsiți. Nu păstrează niciuna.',
    'Nimeni nu află că ai căutat.',
  ],
  choose: 'De acord: alege un fișier',
  again: 'Alege alt fișier',
  reading: 'Se citește fișierul…',
  looking: (people) =>
    n(people, {
      one: 'Căutăm # persoană…',
      few: 'Căutăm # persoane…',
      other: 'Căutăm # de persoane…',
    }),
  here: (people) =>
    n(people, {
      one: '# persoană este aici',
      few: '# persoane sunt aici',
      other: '# de persoane sunt aici',
    }),
  nobody: 'Niciuna dintre ele nu este aici',
  nobodyText: 'Sau nu au acceptat să fie găsite.',
  nothing: 'Nu este nimeni în acest fișier',
  nothingText: 'Nu s-a găsit în el nicio adresă de e-mail și niciun număr de telefon.',
  tooLarge: 'Fișierul este prea mare. Se citesc cel mult 20 MB.',
  more: (people) => `Au fost căutate numai primele ${people} persoane.`,
  unusable: (entries) =>
    n(entries, {
      one: '# intrare nu a putut fi folosită',
      few: '# intrări nu au putut fi folosite',
      other: '# de intrări nu au putut fi folosite',
    }),
  row: (row) => `Rândul ${row}`,
  why: {
    nothing: 'nicio adresă și niciun număr',
    number: 'nu este un număr cu prefixul țării',
    broken: 'nu poate fi citit',
  },
  failed: 'Fișierul nu a putut fi parcurs',
};

export default ro;
