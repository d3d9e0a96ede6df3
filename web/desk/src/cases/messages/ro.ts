import type { Messages } from './en.ts';

export default {
  title: 'Cazuri',
  text: 'Cum se împarte și se rânduiește lucrul la o conversație.',
  reopening: 'Redeschidere',
  reopeningText:
    'Când clientul scrie în atâtea zile după rezolvare, cazul continuă. Mai târziu, sau cu 0, începe un caz nou.',
  days: 'Zile',
  daysWrong: 'Un număr întreg de la 0 la 365.',
  save: 'Salvează',
  saved: 'Salvat',
  labels: 'Etichete',
  labelsText: 'Despre ce sunt cazurile. Colegii le pun cu tasta l.',
  teams: 'Echipe',
  teamsText: 'Cine la ce răspunde împreună. Un caz se dă unei echipe cu tasta t.',
  name: 'Nume',
  colour: 'Culoare',
  description: 'Descriere',
  add: 'Adaugă',
  newTeam: 'Echipă nouă',
  remove: (name) => `Scoate ${name}`,
  none: 'Încă nimic',
  nameMissing: 'Scrie un nume.',
  removed: 'Scos',
  failed: 'Nu se poate încărca',
} satisfies Messages;
