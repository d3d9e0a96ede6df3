import { plural } from '@causerie/ui';

import type { Messages } from './en.ts';

const n = plural('ro');

const ro: Messages = {
  title: 'Comenzi',
  hint: 'Fă ceva sau găsește pe cineva…',
  choose: 'Alege…',
  recent: 'Folosite recent',
  found: 'Conversații',
  nothing: 'Nimic nu se numește așa.',
  count: (count) => n(count, { one: '# variantă', few: '# variante', other: '# de variante' }),
  on: 'Pornit',
  off: 'Oprit',
  groups: {
    case: 'Această conversație',
    list: 'Lista',
    go: 'Mergi la',
    device: 'Acest birou',
  },
  commands: {
    palette: 'Comenzi',
    search: 'Caută',
    next: 'Conversația următoare',
    previous: 'Conversația anterioară',
    open: 'Deschide conversația',
    back: 'Înapoi',
    filter: 'Filtrează lista',
    undo: 'Anulează ultima acțiune',
    reply: 'Răspunde',
    note: 'Scrie o notă',
    take: 'Repartizează mie',
    assign: 'Repartizează…',
    team: 'Echipă',
    label: 'Etichete',
    priority: 'Prioritate',
    snooze: 'Amână',
    resolve: 'Rezolvă sau redeschide',
    resolveNext: 'Rezolvă și deschide următoarea',
    bot: 'Lasă botului',
    find: 'Caută în această conversație',
    contact: 'Arată sau ascunde contactul',
    mine: 'Conversațiile mele',
    unassigned: 'Conversații nerepartizate',
    all: 'Toate conversațiile',
    status: 'Arată după stare',
    workspace: 'Alt spațiu de lucru',
    profile: 'Profil',
    theme: 'Culori',
    language: 'Limbă',
    sound: 'Sunet',
    letters: 'Comenzi cu o literă',
    shortcuts: 'Scurtături',
    signOut: 'Ieși',
  },
  shortcuts: 'Scurtături',
  writing: 'Cât timp scrii',
  send: 'Trimite',
  newLine: 'Rând nou',
};

export default ro;
