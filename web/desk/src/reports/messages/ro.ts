import { plural } from '@causerie/ui';

import type { en } from './en.ts';

const n = plural('ro');

export default {
  tag: 'ro',
  title: 'Rapoarte',
  text: 'Ce s-a întâmplat și cât au așteptat clienții. Fiecare număr deschide cazurile din spatele lui.',
  failed: 'Nu se poate încărca',
  nothing: 'Nimic în această perioadă',
  nothingText: 'De îndată ce scriu clienții, apare aici.',
  more: 'Arată mai multe',
  none: 'Niciuna',
  nobody: 'Nimeni',
  any: 'Toate',

  asked: 'Ce se arată',
  period: 'Perioada',
  lastDays: (days) =>
    n(days, { one: 'Ultima zi', few: 'Ultimele # zile', other: 'Ultimele # de zile' }),
  ownPeriod: 'De la … până la …',
  from: 'De la',
  to: 'Până la',
  office: 'În program',
  officeHint: 'Timpul se numără doar cât firma e deschisă',
  dimensions: { agent: 'Agent', team: 'Echipă', channel: 'Canal', label: 'Etichetă' },
  channels: { web: 'Widget', messenger: 'Mesagerie', email: 'E-mail', desk: 'Birou', api: 'API' },

  now: 'Acum',
  nowText: 'Se reînnoiește la câteva secunde.',
  open: 'Cazuri deschise',
  unassigned: 'Nerepartizate',
  waiting: 'Clienți care așteaptă',
  longest: 'Așteaptă cel mai mult',
  noneWaits: 'Nimeni nu așteaptă un răspuns.',
  waits: (time) => `așteaptă de ${time}`,
  agents: 'Agenți',
  agentCases: (open, waiting) =>
    `${n(open, { one: '# caz deschis', few: '# cazuri deschise', other: '# de cazuri deschise' })}, ${n(waiting, { one: '# așteaptă', few: '# așteaptă', other: '# așteaptă' })}`,

  figures: 'Cifre',
  names: {
    opened: 'Cazuri noi',
    reopened: 'Redeschise',
    first: 'Primul răspuns',
    next: 'Răspunsuri următoare',
    resolved: 'Timp până la rezolvare',
    sla: 'Termene respectate',
    rating: 'Nota clienților',
    bots: 'Rezolvate doar de boți',
  },
  median: 'Mediana',
  nineOfTen: (time) => `9 din 10 în ${time}`,
  answers: (count) => n(count, { one: '# răspuns', few: '# răspunsuri', other: '# de răspunsuri' }),
  cases: (count) => n(count, { one: '# caz', few: '# cazuri', other: '# de cazuri' }),
  ratings: (count, asked) =>
    `${n(count, { one: '# notă', few: '# note', other: '# de note' })}, cerute: ${asked}`,
  missed: (count) => n(count, { one: '# ratat', few: '# ratate', other: '# ratate' }),
  moreThanBefore: (share) => `cu ${share} mai mult decât în perioada dinainte`,
  lessThanBefore: (share) => `cu ${share} mai puțin decât în perioada dinainte`,
  asBefore: 'ca în perioada dinainte',
  byDay: (name) => `${name} pe zile`,
  chart: (name, days, most) =>
    `${name}: ${n(days, { one: '# zi', few: '# zile', other: '# de zile' })}, cel mult ${most}. Tabelul de mai jos are toate zilele.`,
  asTable: 'Ca tabel',
  day: 'Ziua',
  value: 'Valoarea',
  count: 'Numărul',
  behind: (count) =>
    n(count, { one: 'Arată # caz', few: 'Arată # cazuri', other: 'Arată # de cazuri' }),
  csv: 'CSV',
  csvOf: (name) => `${name} ca CSV`,
  casesOf: (name) => `${name}: cazuri`,
  stars: (score) => n(score, { one: '# stea', few: '# stele', other: '# de stele' }),
  took: (time) => `după ${time}`,
  targets: { first: 'Primul răspuns', next: 'Răspunsul următor', resolution: 'Rezolvarea' },
  met: 'respectat',
  late: 'ratat',

  groups: 'Comparație',
  groupsText: 'Timpii sunt mediane.',
  columns: {
    name: 'Nume',
    opened: 'Noi',
    answered: 'Răspunsuri',
    first: 'Primul răspuns',
    next: 'Următoarele',
    resolved: 'Rezolvate',
    resolution: 'Până la rezolvare',
    missed: 'Ratate',
    average: 'Nota',
  },

  hours: 'Când scriu clienții',
  hoursText: (zone) => `Întrebări care au așteptat un răspuns, pe zile și ore (${zone}).`,
  cell: (count, day, hour) =>
    `${n(count, { one: '# întrebare', few: '# întrebări', other: '# de întrebări' })}, ${day}, ${hour}`,

  comments: 'Ce au spus clienții',
  commentsText: 'Cele mai noi note, cu comentarii.',
  noComments: 'Nimeni nu a dat o notă în această perioadă.',
} satisfies typeof en;
